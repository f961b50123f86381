package dev.signalbox.web;

import dev.signalbox.contract.net.Entrance;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The count of answered requests by entrance, method and the first digit of the status, and how
/// long they took by entrance. A request that no path is there for, or that is refused before one
/// is looked for, belongs to the entrance `none`. Streams are counted, and their length is not
/// measured.
final class RequestMetrics {
    private static final double[] SECONDS = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30
    };
    private static final List<Method> METHODS =
            List.of(Method.GET, Method.POST, Method.PUT, Method.DELETE);

    /// What an answer has that is sent for as long as its caller stays.
    private static final HeaderName OF_STREAMS = HeaderNames.create("X-Accel-Buffering");

    private static final int MOST_DIGIT = 5;
    private static final int LEAST_DIGIT = 2;

    private final Map<Entrance, Row> rows = new EnumMap<>(Entrance.class);
    private final Row none;

    /// The series of one entrance.
    private static final class Row {
        final DistributionDataPoint seconds;

        /// By method and first digit.
        final CounterDataPoint[][] requests;

        Row(CounterDataPoint[][] requests, DistributionDataPoint seconds) {
            this.requests = requests;
            this.seconds = seconds;
        }
    }

    RequestMetrics(PrometheusRegistry registry) {
        Counter counter =
                Counter.builder()
                        .name("signalbox_http_requests")
                        .help("Requests that were answered")
                        .labelNames("entrance", "method", "code")
                        .withoutExemplars()
                        .register(registry);
        Histogram histogram =
                Histogram.builder()
                        .name("signalbox_http_request_seconds")
                        .help(
                                "Time from a request's headers to the end of its answer, but for streams")
                        .labelNames("entrance")
                        .classicOnly()
                        .classicUpperBounds(SECONDS)
                        .withoutExemplars()
                        .register(registry);
        for (Entrance entrance : Entrance.values()) {
            rows.put(entrance, row(entrance.word(), counter, histogram));
        }
        none = row("none", counter, histogram);
    }

    private static Row row(String entrance, Counter counter, Histogram histogram) {
        var requests = new CounterDataPoint[METHODS.size() + 1][MOST_DIGIT - LEAST_DIGIT + 1];
        for (int method = 0; method <= METHODS.size(); method++) {
            String verb = method == METHODS.size() ? "other" : METHODS.get(method).text();
            for (int digit = LEAST_DIGIT; digit <= MOST_DIGIT; digit++) {
                requests[method][digit - LEAST_DIGIT] =
                        counter.labelValues(entrance, verb, digit + "xx");
            }
        }
        return new Row(requests, histogram.labelValues(entrance));
    }

    /// Counts a request when it will have been answered.
    void watch(RoutingRequest request, RoutingResponse response) {
        long beganNanos = System.nanoTime();
        CurrentRequest current = CurrentRequest.get();
        response.whenSent(() -> {
            Row row = row(current.entrance());
            int digit = Math.clamp(response.status().code() / 100, LEAST_DIGIT, MOST_DIGIT);
            row.requests[index(request.prologue().method())][digit - LEAST_DIGIT].inc();
            if (!response.headers().contains(OF_STREAMS)) {
                row.seconds.observe((System.nanoTime() - beganNanos) / 1e9);
            }
        });
    }

    private Row row(@Nullable Entrance entrance) {
        return entrance == null ? none : rows.getOrDefault(entrance, none);
    }

    private static int index(Method method) {
        int index = METHODS.indexOf(method);
        return index < 0 ? METHODS.size() : index;
    }
}
