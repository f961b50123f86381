package dev.signalbox.console.usage;

import dev.signalbox.contract.usage.MonthlyUsage;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The usage of the month on `/metrics`: notifications and their cost, of the accounts with the
/// most of them, and how many accounts are left out. They begin at zero with each month.
final class UsageMetrics implements MultiCollector {
    /// Accounts that are shown one by one.
    static final int MOST = 100;

    private static final String NOTIFICATIONS = "signalbox_console_notifications";
    private static final String COST = "signalbox_console_cost_usd";
    private static final String LEFT_OUT = "signalbox_console_usage_accounts_left_out";

    private final Supplier<List<MonthlyUsage>> month;

    /// @param month the usage of all accounts in the month that it is now
    private UsageMetrics(Supplier<List<MonthlyUsage>> month) {
        this.month = month;
    }

    static void register(PrometheusRegistry metrics, Supplier<List<MonthlyUsage>> month) {
        metrics.register(new UsageMetrics(month));
    }

    /// The accounts are not looked through for those who ask for other metrics.
    @Override
    public MetricSnapshots collect(Predicate<String> included) {
        return Stream.of(NOTIFICATIONS, COST, LEFT_OUT).anyMatch(included)
                ? MultiCollector.super.collect(included)
                : MetricSnapshots.of();
    }

    @Override
    public MetricSnapshots collect() {
        List<MonthlyUsage> all = month.get();
        var notifications =
                GaugeSnapshot.builder()
                        .name(NOTIFICATIONS)
                        .help("Notifications of this month, of the accounts with the most");
        var cost =
                GaugeSnapshot.builder()
                        .name(COST)
                        .help("What these cost, in US dollars, beyond the free ones");
        all.stream()
                .sorted(
                        Comparator.comparingLong(MonthlyUsage::delivered)
                                .reversed()
                                .thenComparing(MonthlyUsage::account))
                .limit(MOST)
                .forEach(usage -> {
                    Labels account = Labels.of("account", usage.account());
                    notifications.dataPoint(point((double) usage.delivered(), account));
                    cost.dataPoint(point(usage.costUsd().doubleValue(), account));
                });
        int leftOut = Math.max(0, all.size() - MOST);
        return MetricSnapshots.of(
                notifications.build(),
                cost.build(),
                GaugeSnapshot.builder()
                        .name(LEFT_OUT)
                        .help("Accounts with notifications this month that are not shown")
                        .dataPoint(point(leftOut, Labels.EMPTY))
                        .build());
    }

    private static GaugeDataPointSnapshot point(double value, Labels labels) {
        return GaugeDataPointSnapshot.builder().value(value).labels(labels).build();
    }
}
