package dev.signalbox.web;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The metrics in Prometheus' text format, packed where the scraper takes it, with or without those
/// that name what belongs to an account.
final class MetricsPage {
    private static final PrometheusTextFormatWriter FORMAT = PrometheusTextFormatWriter.create();

    /// Labels whose values are names that accounts have given, or are.
    private static final List<String> NAMES = List.of("account", "bus", "rule", "target");

    private static final byte[] LEFT_OUT =
            """
            # Metrics of single accounts, buses, rules and targets are left out: they need an access
            # key of the role metrics.
            """
                    .getBytes(StandardCharsets.US_ASCII);

    private final PrometheusRegistry metrics;

    MetricsPage(PrometheusRegistry metrics) {
        this.metrics = metrics;
    }

    /// Answers with the metrics.
    ///
    /// @param names whether the caller may see names of accounts, buses, rules and targets
    void answer(ServerResponse response, boolean names) {
        MetricSnapshots all = metrics.scrape();
        var text = new ByteArrayOutputStream(16_384);
        try {
            if (names) {
                FORMAT.write(text, all);
            } else {
                text.write(LEFT_OUT);
                FORMAT.write(
                        text,
                        new MetricSnapshots(
                                all.stream().filter(family -> !isNamed(family)).toList()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        response.header(HeaderNames.CONTENT_TYPE, FORMAT.getContentType());
        Answers.packed(response, text.toByteArray());
    }

    private static boolean isNamed(MetricSnapshot family) {
        return family.getDataPoints().stream()
                .anyMatch(point -> NAMES.stream().anyMatch(point.getLabels()::contains));
    }
}
