package dev.signalbox.contract.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.rule.TargetKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatsCollectorTest {
    private static final int ANY = Integer.MAX_VALUE;

    private final StatsBoard board = new StatsBoard();
    private final StatsCollector collector = new StatsCollector(board);

    @Test
    void onlyAccountsWhoseNumbersChangedAreThere() {
        board.of("a").count(Counted.ACCEPTED);
        board.of("b").count(Counted.DEAD);
        assertThat(collector.accounts(Map.of(), ANY)).containsOnlyKeys("a", "b");

        board.of("b").count(Counted.DEAD);

        assertThat(collector.accounts(Map.of(), ANY))
                .hasSize(1)
                .hasEntrySatisfying(
                        "b",
                        stats -> {
                            assertThat(stats.counts()).isEqualTo(Map.of(Counted.DEAD, 2L));
                            assertThat(stats.added()).isEqualTo(Map.of(Counted.DEAD, 1L));
                        });
        assertThat(collector.accounts(Map.of(), ANY)).isEmpty();
    }

    @Test
    void agesAreThoseSinceTheRecordBefore() {
        AccountCounters counters = board.of("a");
        counters.count(Counted.DELIVERED);
        counters.aged(Duration.ofMillis(3));
        collector.accounts(Map.of(), ANY);

        counters.count(Counted.DELIVERED);
        counters.aged(Duration.ofDays(400_000_000));

        assertThat(collector.accounts(Map.of(), ANY).get("a"))
                .extracting(AccountStats::ages)
                .isEqualTo(Map.of(AgeBuckets.COUNT - 1, 1L));
    }

    @Test
    void aBacklogThatIsGoneIsSaidOnce() {
        var backlog = new Backlog(1, 2, 3, Instant.EPOCH, 0);
        assertThat(collector.accounts(Map.of("a", backlog), ANY)).containsOnlyKeys("a");
        assertThat(collector.accounts(Map.of("a", backlog), ANY)).isEmpty();

        assertThat(collector.accounts(Map.of(), ANY).get("a"))
                .extracting(AccountStats::backlog)
                .isEqualTo(Backlog.NONE);
        assertThat(collector.accounts(Map.of(), ANY)).isEmpty();
    }

    @Test
    void accountsThatARecordHasNoPlaceForComeInTurn() {
        for (int i = 0; i < 5; i++) {
            board.of("a" + i).count(Counted.ACCEPTED);
        }
        var seen = new HashSet<String>();
        for (int i = 0; i < 3; i++) {
            board.of("a0").count(Counted.ACCEPTED);
            seen.addAll(collector.accounts(Map.of(), 2).keySet());
        }
        assertThat(seen).containsExactlyInAnyOrder("a0", "a1", "a2", "a3", "a4");
    }

    @Test
    void afterALostRecordAllIsSaidAgain() {
        board.of("a").count(Counted.ACCEPTED);
        collector.accounts(Map.of(), ANY);

        collector.forget();

        assertThat(collector.accounts(Map.of(), ANY).get("a"))
                .extracting(AccountStats::counts)
                .isEqualTo(Map.of(Counted.ACCEPTED, 1L));
    }

    @Test
    void moreAccountsThanAreRememberedAreCountedTogether() {
        for (int i = 0; i < StatsBoard.MOST_ACCOUNTS + 10; i++) {
            board.of("a" + i).count(Counted.ACCEPTED);
        }
        assertThat(collector.accounts(Map.of(), ANY)).hasSize(StatsBoard.MOST_ACCOUNTS);
    }

    @Test
    void aRecordIsReadAsItWasWritten() {
        AccountCounters counters = board.of("1000");
        counters.count(Counted.MATCHED);
        counters.aged(Duration.ofMillis(70));
        var stats =
                new ProcessStats(
                        "host:8080",
                        "1.2.0",
                        Instant.parse("2026-12-01T04:00:00Z"),
                        Instant.parse("2026-12-01T04:10:00Z"),
                        true,
                        Map.of("router", List.of("the router is starting"), "ingest", List.of()),
                        17,
                        1,
                        "the disk is full",
                        Map.of("kafka", 4_711L),
                        collector.accounts(
                                Map.of("2000", new Backlog(1, 2, 3, Instant.EPOCH, 4)), ANY),
                        Instant.parse("2026-12-01T04:09:00Z"),
                        List.of(
                                new UnwellTarget(
                                        TargetKey.parse("1000/b/r/t"),
                                        "dingtalk",
                                        "throttled",
                                        Instant.EPOCH,
                                        null,
                                        "too many",
                                        null)));

        assertThat(
                        ProcessStatsJson.read(
                                ProcessStatsJson.key(stats), ProcessStatsJson.write(stats)))
                .isEqualTo(stats);
    }
}
