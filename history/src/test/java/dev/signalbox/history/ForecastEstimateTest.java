package dev.signalbox.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.usage.MonthlyUsage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ForecastEstimateTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final BusKey BUS = new BusKey("1", "default");
    private static final int EVENTS = 60_000;

    private final EventLog log = new EventLog(2);
    private Instant now = START;

    private Forecast estimate(Duration time) {
        log.atOnce(500);
        log.atPoll(() -> now = now.plusMillis(10));
        var chosen =
                new ChosenEvents(
                        BUS,
                        START,
                        START.plus(Duration.ofDays(1)),
                        List.of(
                                GivenRules.rule(
                                        "r", "{\"type\":[\"wanted\"]}", GivenRules.robot("t"))),
                        null,
                        Set.of());
        return ForecastEstimate.of(
                log,
                HistoryPeriod.find(log, chosen.from(), chosen.to(), Duration.ofSeconds(1)),
                chosen,
                Path.of(System.getProperty("java.io.tmpdir")),
                time,
                () -> now);
    }

    /// A tenth of the events is wanted, all of them in the second half of the period.
    private void fill() {
        for (int i = 0; i < EVENTS; i++) {
            String type = i >= EVENTS / 2 && i % 5 == 0 ? "wanted" : "other";
            log.event("1/default/" + i, "s", type, START.plusSeconds(i).toEpochMilli(), "{}");
        }
    }

    @Test
    void withTimeEnoughItCountsExactly() {
        fill();

        Forecast forecast = estimate(Duration.ofHours(1));

        assertThat(forecast.exact()).isTrue();
        assertThat(forecast.read()).isEqualTo(EVENTS);
        assertThat(forecast.matched()).isEqualTo(EVENTS / 10);
    }

    @Test
    void whenTheTimeIsOverItScalesUpASampleOfTheWholePeriod() {
        fill();

        Forecast forecast = estimate(Duration.ofMillis(100));

        assertThat(forecast.exact()).isFalse();
        assertThat((double) forecast.matched()).isCloseTo(EVENTS / 10.0, within(EVENTS / 50.0));
        assertThat((double) forecast.read()).isCloseTo(EVENTS, within(EVENTS / 50.0));
        assertThat(forecast.read())
                .isEqualTo(forecast.matched() + forecast.repeated() + forecast.unmatched());
        assertThat(forecast.rules().getFirst().targets().getFirst().duration())
                .isBetween(Duration.ofMinutes(200), Duration.ofMinutes(400));
    }

    @Test
    void ofAnEmptyPeriodItKnowsAll() {
        Forecast forecast = estimate(Duration.ofSeconds(1));

        assertThat(forecast.exact()).isTrue();
        assertThat(forecast.read()).isZero();
    }

    @Test
    void costIsWhatTheMonthsBillGrowsBy() {
        var month = new MonthlyUsage("1", "2026-11", 420, 0, 0, Map.of(), Map.of());

        ForecastCost cost = ForecastCost.of(1_540, month, Duration.ofDays(15));

        assertThat(cost.after()).isEqualTo(1_960);
        assertThat(cost.addedUsd()).isEqualByComparingTo("1.46");
        assertThat(cost.perMonth()).isEqualTo(3_080);
        assertThat(cost.perMonthUsd()).isEqualByComparingTo("2.58");
    }

    @Test
    void withinTheFreeOnesNothingIsAdded() {
        var month = new MonthlyUsage("1", "2026-11", 420, 0, 0, Map.of(), Map.of());

        assertThat(ForecastCost.of(80, month, Duration.ofDays(1)).addedUsd())
                .isEqualByComparingTo("0");
        assertThat(ForecastCost.of(81, month, Duration.ofDays(1)).addedUsd())
                .isEqualByComparingTo("0.001");
    }
}
