package dev.signalbox.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.stats.AccountStats;
import dev.signalbox.contract.stats.AgeBuckets;
import dev.signalbox.contract.stats.Backlog;
import dev.signalbox.contract.stats.Counted;
import dev.signalbox.contract.stats.ProcessStats;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LiveNumbersTest {
    private static final Instant STARTED = Instant.parse("2026-12-01T04:00:00Z");
    private static final Instant NOW = Instant.parse("2026-12-01T04:10:00Z");
    private static final Map<Integer, Long> NO_AGES = Map.of();

    private final LiveNumbers numbers = new LiveNumbers();

    @Test
    void ratesAreOfTheLastTenSeconds() {
        for (int second = 1; second <= 30; second++) {
            numbers.apply(accepted("p:1", second, 100L * second, 100), at(second));
        }
        assertThat(rate(at(30))).isEqualTo(100);
        assertThat(rate(at(30).plusMillis(150))).isEqualTo(100);
        assertThat(rate(at(35))).isEqualTo(50);
        assertThat(rate(at(40))).isZero();
    }

    @Test
    void whatSeveralProcessesCountIsAdded() {
        numbers.apply(accepted("p:1", 1, 10, 10), at(1));
        numbers.apply(accepted("p:2", 1, 20, 20), at(1));

        assertThat(rate(at(2))).isEqualTo(3);
    }

    @Test
    void aProcessThatBeginsAnewCountsFromZero() {
        numbers.apply(accepted("p:1", 1, 1_000, 1_000), at(1));
        numbers.apply(accepted("p:1", 20, 1_000, 0), at(20));

        numbers.apply(stats("p:1", STARTED.plusSeconds(500), 21, 30, 30, Backlog.NONE), at(21));
        numbers.apply(stats("p:1", STARTED.plusSeconds(500), 22, 40, 10, Backlog.NONE), at(22));

        assertThat(rate(at(22))).isEqualTo(4);
    }

    @Test
    void aRecordThatIsMissingIsMadeUpForByTheNext() {
        numbers.apply(accepted("p:1", 1, 10, 10), at(1));
        numbers.apply(accepted("p:1", 3, 30, 10), at(3));

        assertThat(rate(at(4))).isEqualTo(3);
    }

    @Test
    void ofAnAccountThatIsSeenForTheFirstTimeOnlyWhatIsNewCounts() {
        numbers.apply(accepted("p:1", 1, 1_000_000, 20), at(1));

        assertThat(rate(at(2))).isEqualTo(2);
    }

    @Test
    void aProcessIsSilentAfterFifteenSecondsAndItsBacklogIsNoLongerKnown() {
        var backlog = new Backlog(1, 2, 3, null, 0);
        numbers.apply(stats("p:1", STARTED, 1, 1, 1, backlog), at(1));

        assertThat(numbers.backlog("a", at(16))).isEqualTo(backlog);
        assertThat(numbers.processes(at(16))).noneMatch(one -> LiveNumbers.isSilent(one, at(16)));
        assertThat(numbers.backlog("a", at(17))).isEqualTo(Backlog.NONE);
        assertThat(numbers.processes(at(17))).allMatch(one -> LiveNumbers.isSilent(one, at(17)));
        assertThat(numbers.processes(at(602))).isEmpty();
    }

    @Test
    void aProcessThatEndedInGoodOrderIsGone() {
        numbers.apply(accepted("p:1", 1, 10, 10), at(1));
        ProcessStats last = accepted("p:1", 2, 15, 5);
        numbers.apply(
                new ProcessStats(
                        last.process(),
                        last.version(),
                        last.started(),
                        last.at(),
                        true,
                        last.rooms(),
                        0,
                        0,
                        "",
                        Map.of(),
                        last.accounts(),
                        null,
                        List.of()),
                at(2));

        assertThat(numbers.processes(at(3))).isEmpty();
        assertThat(rate(at(3))).isEqualTo(1.5);
    }

    @Test
    void recordsOfAClockThatIsFarOffCountForWhenTheyCome() {
        numbers.apply(accepted("p:1", 1, 10, 10), at(1_000));

        assertThat(rate(at(1_001))).isEqualTo(1);
        assertThat(numbers.processes(at(1_001)))
                .noneMatch(one -> LiveNumbers.isSilent(one, at(1_001)));
    }

    @Test
    void percentilesAreOfTheLastMinute() {
        Map<Integer, Long> young = Map.of(AgeBuckets.of(4), 99L);
        Map<Integer, Long> old = Map.of(AgeBuckets.of(900), 99L);
        AccountWindow window = numbers.window("a");
        window.add(at(0), Map.of(), old);
        window.add(at(30), Map.of(), young);

        assertThat(AgeBuckets.percentileMillis(window.ages(at(31)), 0.99)).isBetween(700L, 1_000L);
        assertThat(AgeBuckets.percentileMillis(window.ages(at(62)), 0.99)).isEqualTo(4);
        assertThat(AgeBuckets.percentileMillis(window.ages(at(92)), 0.99)).isEqualTo(-1);
    }

    @Test
    void theLastTenMinutesAreKeptInSteps() {
        AccountWindow window = numbers.window("a");
        for (int second = 1; second <= 700; second++) {
            window.add(
                    at(second),
                    Map.of(Counted.DELIVERED, 5L),
                    second == 500 ? Map.of(AgeBuckets.of(50), 1L) : NO_AGES);
        }
        long end = AccountWindow.step(at(700));
        for (long step = end - AccountWindow.STEPS + 1; step < end; step++) {
            assertThat(window.perSecond(Counted.DELIVERED, step)).isEqualTo(5);
        }
        assertThat(window.perSecond(Counted.DELIVERED, end - AccountWindow.STEPS)).isZero();
        assertThat(window.p99Millis(AccountWindow.step(at(500)))).isEqualTo(50);
        assertThat(window.p99Millis(AccountWindow.step(at(600)))).isEqualTo(-1);
    }

    private double rate(Instant now) {
        return numbers.window("a").perSecond(Counted.ACCEPTED, now);
    }

    private static Instant at(int second) {
        return NOW.plusSeconds(second);
    }

    private static ProcessStats accepted(String process, int second, long all, long added) {
        return stats(process, STARTED, second, all, added, Backlog.NONE);
    }

    private static ProcessStats stats(
            String process, Instant started, int second, long all, long added, Backlog backlog) {
        return new ProcessStats(
                process,
                "1.2.0",
                started,
                at(second),
                false,
                Map.of("ingest", List.of()),
                0,
                0,
                "",
                Map.of(),
                Map.of(
                        "a",
                        new AccountStats(
                                Map.of(Counted.ACCEPTED, all),
                                Map.of(Counted.ACCEPTED, added),
                                NO_AGES,
                                backlog)),
                null,
                List.of());
    }
}
