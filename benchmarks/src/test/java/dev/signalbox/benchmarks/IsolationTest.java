package dev.signalbox.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.standalone.command.Signalbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the isolation benchmark takes for granted, in a small size and without a look at the clock.
@Tag("slow")
class IsolationTest {
    private static final int ATTEMPTS = 4;

    @TempDir Path folder;

    @Test
    void badTargetsCostTheirNeighboursNothingAndLoseNothingOfTheirOwn() throws Exception {
        var size =
                new IsolationBenchmark.Size(
                        100, 4, Duration.ofSeconds(4), 200, Duration.ofSeconds(6), 0);
        IsolationBenchmark.Ledger ledger =
                IsolationBenchmark.run(
                        settings -> Subject.java(Signalbox.class, folder, "start", settings),
                        Map.of("SIGNALBOX_DELIVERY_TIMEOUT", "PT2S"),
                        size,
                        1,
                        new Results());

        assertThat(ledger.lost()).as("deliveries that did not end").isEmpty();
        assertThat(ledger.delayed()).as("healthy targets that were put off").isEmpty();
        assertThat(ledger.tried()).as("dead letters").isNotEmpty();
        assertThat(ledger.tried().values()).as("attempts of each").containsOnly(ATTEMPTS);
    }
}
