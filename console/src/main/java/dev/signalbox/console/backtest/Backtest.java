package dev.signalbox.console.backtest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.usage.MonthlyUsage;
import dev.signalbox.history.ChosenEvents;
import dev.signalbox.history.ForecastCounter;
import dev.signalbox.history.HistoryPeriod;
import dev.signalbox.history.IdSet;
import dev.signalbox.history.KeptEvent;
import dev.signalbox.history.KeptEvents;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;

/// One backtest: it reads the events of a period once, in the order of time, for all rules at once,
/// and writes what it found as it goes on and at the end. Used by one thread.
final class Backtest {
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration BETWEEN_PROGRESS = Duration.ofSeconds(1);

    /// After so many events it is time to look at the clock.
    private static final int EVENTS_BETWEEN_LOOKS = 1_000;

    private final Consumer<byte[], byte[]> consumer;
    private final BacktestRequest request;
    private final BacktestRules rules;
    private final MonthlyUsage month;
    private final Path folder;
    private final InstantSource clock;
    private final Instant started;
    private Instant lastProgress;

    /// Where a backtest writes to.
    interface Output {
        /// Writes a line.
        ///
        /// @throws RuntimeException when whoever reads has gone
        void write(String kind, ObjectNode json);

        /// Whether someone still reads.
        boolean isOpen();
    }

    /// @param month the account's usage this month
    /// @param folder where the file of a large set of ids is made
    Backtest(
            Consumer<byte[], byte[]> consumer,
            BacktestRequest request,
            BacktestRules rules,
            MonthlyUsage month,
            Path folder,
            InstantSource clock) {
        this.consumer = consumer;
        this.request = request;
        this.rules = rules;
        this.month = month;
        this.folder = folder;
        this.clock = clock;
        started = clock.instant();
        lastProgress = started;
    }

    /// Runs it to its end, or until no one reads any more.
    void run(Output output) {
        HistoryPeriod period = HistoryPeriod.find(consumer, request.from(), request.to(), ANSWER);
        var chosen =
                new ChosenEvents(
                        rules.bus(), request.from(), request.to(), rules.rules(), null, Set.of());
        var events =
                new KeptEvents(
                        consumer, period.ranges(), rules.bus(), request.from(), request.to());
        try (var met = new IdSet(folder);
                var comparison = RevisionComparison.of(rules, chosen, folder)) {
            var counter = new ForecastCounter(chosen, met);
            var samples = new EventSamples(request.samples());
            var nearMisses = new NearMisses(rules.rules(), request);
            int sinceLook = 0;
            while (!events.finished()) {
                KeptEvent event = events.next(POLL);
                if (event != null) {
                    ForecastCounter.Counted counted = counter.count(event);
                    if (counted.matched()) {
                        samples.add(event, counted.rules());
                    }
                    nearMisses.see(event, counted.rules());
                    if (comparison != null) {
                        comparison.see(event, counted);
                    }
                    sinceLook++;
                }
                if (event == null || sinceLook >= EVENTS_BETWEEN_LOOKS) {
                    sinceLook = 0;
                    if (!output.isOpen()) {
                        return;
                    }
                    progress(output, events, counter, event);
                }
            }
            new BacktestReport(output, rules, request, month)
                    .write(
                            counter.forecast(events.expired()),
                            period,
                            samples,
                            nearMisses,
                            comparison,
                            Duration.between(started, clock.instant()));
        }
    }

    private void progress(
            Output output, KeptEvents events, ForecastCounter counter, @Nullable KeptEvent event) {
        Instant now = clock.instant();
        if (now.isBefore(lastProgress.plus(BETWEEN_PROGRESS))) {
            return;
        }
        lastProgress = now;
        long offsets = Math.max(1, events.offsets());
        long done = offsets - events.left();
        double seconds = Duration.between(started, now).toMillis() / 1_000.0;
        ObjectNode json = BacktestReport.object();
        json.put("share", Math.round(1_000.0 * done / offsets) / 1_000.0);
        json.put("read", counter.read());
        json.put("matched", counter.matched());
        if (event != null) {
            json.put("at", event.accepted().toString());
        }
        json.put("recordsPerSecond", Math.round(done / seconds));
        if (done > 0) {
            json.put("secondsLeft", Math.round(seconds * events.left() / done));
        }
        output.write("progress", json);
    }
}
