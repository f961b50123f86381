package dev.signalbox.contract.settings;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The settings of tracing, by the names that OpenTelemetry gives its variables.
///
/// @param endpoint where spans are sent, by OTLP over HTTP; null where nothing is traced
/// @param headers of the requests that send them
/// @param service the name of the service in spans; empty for one by the room
/// @param share the share of new traces that are recorded, from 0 to 1
public record TracingSettings(
        @Nullable URI endpoint, Map<String, String> headers, String service, double share) {
    /// Copies the headers.
    public TracingSettings {
        headers = Map.copyOf(headers);
    }

    /// @throws InvalidSettings when there is one that cannot be used
    static TracingSettings read(Map<String, String> environment) {
        String all = environment.getOrDefault("OTEL_EXPORTER_OTLP_ENDPOINT", "").strip();
        String traces = environment.getOrDefault("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "").strip();
        String share = environment.getOrDefault("OTEL_TRACES_SAMPLER_ARG", "").strip();
        boolean off =
                Boolean.parseBoolean(environment.getOrDefault("OTEL_SDK_DISABLED", "").strip());
        if (off || (all.isEmpty() && traces.isEmpty())) {
            return new TracingSettings(null, Map.of(), "", 1);
        }
        try {
            URI endpoint =
                    traces.isEmpty()
                            ? URI.create(all.replaceAll("/+$", "") + "/v1/traces")
                            : URI.create(traces);
            if (!List.of("http", "https").contains(String.valueOf(endpoint.getScheme()))
                    || endpoint.getHost() == null) {
                throw new IllegalArgumentException("is neither http:// nor https:// and a host");
            }
            return new TracingSettings(
                    endpoint,
                    headers(environment.getOrDefault("OTEL_EXPORTER_OTLP_HEADERS", "")),
                    environment.getOrDefault("OTEL_SERVICE_NAME", "").strip(),
                    share.isEmpty() ? 1 : Math.clamp(Double.parseDouble(share), 0, 1));
        } catch (IllegalArgumentException e) {
            throw new InvalidSettings(
                    List.of(
                            "OTEL_…: an endpoint, header or share cannot be read: "
                                    + e.getMessage()));
        }
    }

    private static Map<String, String> headers(String text) {
        var headers = new TreeMap<String, String>();
        for (String part : text.split(",", -1)) {
            if (!part.isBlank()) {
                String[] pair = part.split("=", 2);
                if (pair.length < 2) {
                    throw new IllegalArgumentException("a header has no '='");
                }
                headers.put(
                        pair[0].strip(),
                        URLDecoder.decode(pair[1].strip(), StandardCharsets.UTF_8));
            }
        }
        return headers;
    }
}
