package dev.signalbox.console.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.signalbox.contract.usage.MonthlyUsage;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UsageMetricsTest {
    private final PrometheusRegistry metrics = new PrometheusRegistry();

    @Test
    void theAccountsWithTheMostAreShownAndTheOthersCounted() {
        List<MonthlyUsage> usage =
                IntStream.rangeClosed(1, UsageMetrics.MOST + 7)
                        .mapToObj(i -> usage("a" + i, 1_000 + i))
                        .toList();

        UsageMetrics.register(metrics, () -> usage);

        assertThat(points("signalbox_console_notifications")).hasSize(UsageMetrics.MOST);
        assertThat(points("signalbox_console_notifications"))
                .allSatisfy(point -> assertThat(point.getValue()).isGreaterThan(1_007));
        assertThat(points("signalbox_console_usage_accounts_left_out"))
                .extracting(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
                .containsExactly(7.0);
    }

    @Test
    void onlyNotificationsBeyondTheFreeOnesCost() {
        UsageMetrics.register(metrics, () -> List.of(usage("a", 1_734), usage("b", 17)));

        assertThat(points("signalbox_console_cost_usd"))
                .extracting(
                        point -> point.getLabels().get("account"),
                        GaugeSnapshot.GaugeDataPointSnapshot::getValue)
                .containsExactlyInAnyOrder(tuple("a", 1.234), tuple("b", 0.0));
    }

    private List<GaugeSnapshot.GaugeDataPointSnapshot> points(String family) {
        return metrics.scrape(family::equals).stream()
                .flatMap(found -> ((GaugeSnapshot) found).getDataPoints().stream())
                .toList();
    }

    private static MonthlyUsage usage(String account, long delivered) {
        return new MonthlyUsage(account, "2026-12", delivered, 0, 0, Map.of(), Map.of());
    }
}
