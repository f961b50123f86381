package dev.signalbox.standalone.tracing;

import dev.signalbox.contract.room.Version;
import dev.signalbox.contract.settings.TracingSettings;
import dev.signalbox.contract.tracing.Tracing;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sends spans by OTLP over HTTP, in batches from a thread of its own. Spans that come faster than
/// they can be sent are dropped.
public final class OpenTelemetryTracing implements Tracing {
    private static final Pattern CONTEXT =
            Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");
    private static final Duration SEND_EVERY = Duration.ofSeconds(1);
    private static final long LAST_SPANS_SECONDS = 3;

    private final SdkTracerProvider provider;
    private final Tracer tracer;

    private OpenTelemetryTracing(SdkTracerProvider provider) {
        this.provider = provider;
        tracer = provider.get("dev.signalbox", Version.text());
    }

    /// The tracing of the settings.
    ///
    /// @param room the name in spans where the settings have none, such as `router`
    public static Tracing of(TracingSettings settings, String room) {
        if (settings.endpoint() == null) {
            return OFF;
        }
        var exporter = OtlpHttpSpanExporter.builder().setEndpoint(settings.endpoint().toString());
        settings.headers().forEach(exporter::addHeader);
        String service = settings.service().isEmpty() ? "signalbox-" + room : settings.service();
        return new OpenTelemetryTracing(
                SdkTracerProvider.builder()
                        .setResource(
                                Resource.create(
                                        Attributes.of(
                                                AttributeKey.stringKey("service.name"), service)))
                        .setSampler(
                                Sampler.parentBased(Sampler.traceIdRatioBased(settings.share())))
                        .addSpanProcessor(
                                BatchSpanProcessor.builder(exporter.build())
                                        .setScheduleDelay(SEND_EVERY)
                                        .build())
                        .build());
    }

    @Override
    public boolean on() {
        return true;
    }

    @Override
    public Hop begin(String name, String parent, String link) {
        SpanContext before = read(parent);
        SpanContext other = read(link);
        SpanBuilder span = tracer.spanBuilder(name).setSpanKind(kind(name));
        if (before.isValid()) {
            span.setParent(Context.root().with(Span.wrap(before)));
        } else {
            span.setNoParent();
        }
        if (other.isValid() && !other.getTraceId().equals(before.getTraceId())) {
            span.addLink(other);
        }
        return new SpanHop(span.startSpan());
    }

    private static SpanKind kind(String name) {
        return switch (name) {
            case "accept" -> SpanKind.SERVER;
            case "attempt" -> SpanKind.CLIENT;
            default -> SpanKind.INTERNAL;
        };
    }

    private static SpanContext read(String context) {
        Matcher parts = CONTEXT.matcher(context.strip().toLowerCase(Locale.ROOT));
        return parts.matches()
                ? SpanContext.createFromRemoteParent(
                        parts.group(1),
                        parts.group(2),
                        TraceFlags.fromHex(parts.group(3), 0),
                        TraceState.getDefault())
                : SpanContext.getInvalid();
    }

    private record SpanHop(Span span) implements Hop {
        @Override
        public String context() {
            SpanContext context = span.getSpanContext();
            return "00-%s-%s-%s"
                    .formatted(
                            context.getTraceId(),
                            context.getSpanId(),
                            context.getTraceFlags().asHex());
        }

        @Override
        public Hop with(String name, String value) {
            span.setAttribute(name, value);
            return this;
        }

        @Override
        public void end(String problem) {
            if (!problem.isEmpty()) {
                span.setStatus(StatusCode.ERROR, problem);
            }
            span.end();
        }
    }

    @Override
    public void close() {
        var _ = provider.shutdown().join(LAST_SPANS_SECONDS, TimeUnit.SECONDS);
    }
}
