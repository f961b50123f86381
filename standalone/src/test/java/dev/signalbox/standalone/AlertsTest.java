package dev.signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.client.ApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The alert rules in `ops/prometheus`, whose expressions `promtool` tests: here, that a process
/// that has just started has the series that they ask for. A counter that appears only with its
/// first increase would never have increased for Prometheus.
class AlertsTest {
    private static final Path RULES = Path.of("../ops/prometheus/signalbox.rules.yml");
    private static final Pattern SERIES = Pattern.compile("signalbox_[a-z_]+(\\{[^}]*})?");
    private static final Pattern EQUALS = Pattern.compile("([a-z_]+)(=~?)\"([^\"]*)\"");

    /// They appear with TLS, with access keys, when a target is behind or has failed, and with the
    /// first notification.
    private static final Set<String> OF_OTHER_PROCESSES =
            Set.of(
                    "signalbox_http_certificate_expires_timestamp_seconds",
                    "signalbox_http_certificate_broken",
                    "signalbox_access_keys_broken",
                    "signalbox_notifier_target_oldest_unattempted_seconds",
                    "signalbox_notifier_target_failed_seconds",
                    "signalbox_console_cost_usd");

    @TempDir private Path data;

    @Test
    void aNewProcessHasEachSeriesThatAnAlertAsksFor() throws Exception {
        Set<String> wanted = wanted();
        assertThat(wanted).hasSizeGreaterThan(15);
        try (var signalbox = Standalone.start(settings());
                var api = new ApiClient(signalbox.address())) {
            String metrics = api.get("/metrics").body();

            assertThat(wanted.stream().filter(series -> !has(metrics, series))).isEmpty();
        }
    }

    private static Set<String> wanted() throws IOException {
        return SERIES.matcher(Files.readString(RULES))
                .results()
                .map(MatchResult::group)
                .filter(series -> !OF_OTHER_PROCESSES.contains(name(series)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String name(String series) {
        int labels = series.indexOf('{');
        return labels < 0 ? series : series.substring(0, labels);
    }

    /// Whether there is a series of that name with those labels, one for each alternative.
    private static boolean has(String metrics, String series) {
        String name = name(series);
        return EQUALS.matcher(series.substring(name.length()))
                        .results()
                        .flatMap(label ->
                                Pattern.compile("\\|")
                                        .splitAsStream(label.group(3))
                                        .map(value -> "%s=\"%s\"".formatted(label.group(1), value)))
                        .allMatch(label ->
                                metrics.lines()
                                        .anyMatch(line ->
                                                line.startsWith(name + "{")
                                                        && line.contains(label)))
                && metrics.lines()
                        .anyMatch(
                                line -> line.startsWith(name + "{") || line.startsWith(name + " "));
    }

    private Settings settings() {
        return Settings.forStandalone(
                Map.of(
                        "SIGNALBOX_HTTP", "127.0.0.1:0",
                        "SIGNALBOX_KAFKA", "127.0.0.1:0",
                        "SIGNALBOX_DATA", data.toString()));
    }
}
