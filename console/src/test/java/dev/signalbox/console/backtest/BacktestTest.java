package dev.signalbox.console.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.ConsoleRig;
import dev.signalbox.console.LogConsumer;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.usage.MonthlyUsage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BacktestTest {
    private static final Instant BEGIN = ConsoleRig.NOW.minusSeconds(7_200);
    private static final int EVENTS = 5_000;

    @TempDir private Path data;
    private final LogConsumer.Topics topics = new LogConsumer.Topics();
    private final List<String> kinds = new ArrayList<>();
    private Instant now = ConsoleRig.NOW;

    private void run(int lookAways) {
        for (int i = 0; i < EVENTS; i++) {
            topics.event("1/default/" + i, "s", "t", BEGIN.plusSeconds(i).toEpochMilli(), "{}");
        }
        topics.atOnce(100);
        topics.atPoll(() -> now = now.plusMillis(300));
        var request =
                new BacktestRequest(
                        "default", BEGIN, ConsoleRig.NOW, null, null, Set.of(), true, null, 0);
        var output =
                new Backtest.Output() {
                    private int looks;

                    @Override
                    public void write(String kind, ObjectNode json) {
                        kinds.add(kind);
                    }

                    @Override
                    public boolean isOpen() {
                        return looks++ < lookAways;
                    }
                };
        new Backtest(
                        topics.consumer(),
                        request,
                        new BacktestRules(new BusKey("1", "default"), List.of(), null, false),
                        MonthlyUsage.none("1", "2026-12"),
                        data,
                        () -> now)
                .run(output);
    }

    @Test
    void itSaysHowFarItIsAboutOnceASecond() {
        run(Integer.MAX_VALUE);

        assertThat(kinds).contains("progress").endsWith("done");
        assertThat(kinds.stream().filter("progress"::equals)).hasSizeBetween(2, 5);
    }

    @Test
    void itEndsWhenTheCallerHasGone() {
        run(2);

        assertThat(kinds).doesNotContain("done", "hour");
    }
}
