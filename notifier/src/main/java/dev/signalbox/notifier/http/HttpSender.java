package dev.signalbox.notifier.http;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.Vault;
import dev.signalbox.contract.tracing.Tracing;
import dev.signalbox.contract.transform.Transformed;
import dev.signalbox.notifier.channel.PreparedTargets;
import dev.signalbox.notifier.channel.Reply;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/// Posts deliveries to HTTP targets as Standard Webhooks, transformed as the target has it. The
/// status of the answer alone decides; what else it says is recorded where it refuses.
public final class HttpSender {
    private static final Map<Transformed.Format, ContentType> CONTENT_TYPES =
            Arrays.stream(Transformed.Format.values())
                    .collect(
                            Collectors.toUnmodifiableMap(
                                    format -> format,
                                    format -> ContentType.parse(format.contentType())));

    private final HttpCalls calls;
    private final InstantSource clock;
    private final PreparedTargets<Target.Http, Endpoint> endpoints;

    /// @param vault opens the targets' secrets
    public HttpSender(HttpCalls calls, Vault vault, InstantSource clock) {
        this.calls = calls;
        this.clock = clock;
        endpoints = new PreparedTargets<>((target, rule) -> Endpoint.open(target, rule, vault));
    }

    /// Makes one attempt.
    public Reply send(Delivery delivery, Target.Http target, int attempt) {
        return endpoints.with(
                delivery.target(),
                target,
                endpoint ->
                        switch (endpoint.transformer().apply(delivery.body())) {
                            case Transformed.Body body -> post(delivery, body, endpoint, attempt);
                            case Transformed.Failed failed -> new Reply.Refused(0, failed.reason());
                        });
    }

    private Reply post(Delivery delivery, Transformed.Body body, Endpoint endpoint, int attempt) {
        HttpPost request = request(delivery, body, endpoint, attempt);
        return switch (calls.postForStatus(request, endpoint.url())) {
            case HttpCalls.Result.Answer answer -> answer.byStatus(endpoint.secrets());
            case HttpCalls.Result.NoAnswer none -> none.reply();
        };
    }

    private HttpPost request(
            Delivery delivery, Transformed.Body body, Endpoint endpoint, int attempt) {
        HttpPost request = calls.request(endpoint.url());
        String timestamp = Long.toString(clock.instant().getEpochSecond());
        request.addHeader("webhook-id", delivery.id());
        request.addHeader("webhook-timestamp", timestamp);
        if (!endpoint.signatures().isEmpty()) {
            request.addHeader(
                    "webhook-signature",
                    endpoint.signatures().stream()
                            .map(key -> key.sign(delivery.id(), timestamp, body.bytes()))
                            .collect(Collectors.joining(" ")));
        }
        endpoint.headers().forEach(request::addHeader);
        if (endpoint.token() != null) {
            request.addHeader("x-eventbridge-signature-token", endpoint.token());
        }
        if (!delivery.trace().isEmpty() && !request.containsHeader(Tracing.HEADER)) {
            request.addHeader(Tracing.HEADER, delivery.trace());
        }
        request.addHeader("x-signalbox-attempt", Integer.toString(attempt));
        if (!delivery.replay().isEmpty()) {
            request.addHeader("x-signalbox-replay", delivery.replay());
        }
        if (delivery.redrive()) {
            request.addHeader("x-signalbox-redrive", "true");
        }
        request.setEntity(new ByteArrayEntity(body.bytes(), CONTENT_TYPES.get(body.format())));
        return request;
    }
}
