package dev.signalbox.benchmarks;

import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.InvalidPattern;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.history.ChosenEvents;
import dev.signalbox.history.Forecast;
import dev.signalbox.history.ForecastCounter;
import dev.signalbox.history.ForecastEstimate;
import dev.signalbox.history.HistoryConsumer;
import dev.signalbox.history.HistoryPeriod;
import dev.signalbox.history.IdSet;
import dev.signalbox.history.KeptEvent;
import dev.signalbox.history.KeptEvents;
import dev.signalbox.standalone.broker.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/// The reading of a backtest beside a bare consumer that reads the same records and does nothing
/// else, in turns: with a rule that needs no bodies, and with all rules of [RouterLoad], which read
/// every one. And how far a plan's estimate comes in its time.
final class BacktestBenchmark {
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PLAN = Duration.ofSeconds(3);
    private static final BusKey BUS = new BusKey("1000000000000001", "default");

    private final Path folder;
    private final boolean full;
    private final Results results;

    BacktestBenchmark(Path folder, boolean full, Results results) {
        this.folder = folder;
        this.full = full;
        this.results = results;
    }

    /// Runs the rounds.
    void run() throws Exception {
        int events = full ? 3_000_000 : 600_000;
        try (var broker = EmbeddedBroker.start(folder.resolve("kafka"), "127.0.0.1", 0)) {
            Settings settings =
                    Settings.forStandalone(
                            Map.of(
                                    "SIGNALBOX_KAFKA", broker.bootstrapServers(),
                                    "SIGNALBOX_DATA", folder.toString()));
            try (RoomContext context = RoomContext.open(settings);
                    var consumer = HistoryConsumer.open(settings, "bench-backtest", ANSWER)) {
                Instant from = Instant.now().minusSeconds(1);
                var load = new RouterLoad(settings);
                load.writeRules();
                load.writeEvents(events);
                HistoryPeriod period = awaitEvents(consumer, from, events);
                List<Rule> all = List.copyOf(context.rules().rules(BUS));
                for (int round = -1; round < (full ? 6 : 3); round++) {
                    round(
                            "one rule that needs no bodies",
                            List.of(byType()),
                            consumer,
                            period,
                            round);
                    round("%,d rules".formatted(all.size()), all, consumer, period, round);
                }
                plan(all, consumer, period);
            }
        }
    }

    /// The events can be read a moment after their transaction has ended.
    private static HistoryPeriod awaitEvents(
            Consumer<byte[], byte[]> consumer, Instant from, int events) {
        while (true) {
            HistoryPeriod period =
                    HistoryPeriod.find(consumer, from, Instant.now().plusSeconds(1), ANSWER);
            if (period.offsets() >= events) {
                return period;
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private static Rule byType() throws InvalidPattern, IOException {
        return new Rule(
                new RuleKey(BUS.account(), BUS.bus(), "by-type"),
                "",
                true,
                Pattern.parse(Json.MAPPER.readTree("{\"type\": [{\"suffix\": \":Step7\"}]}")),
                List.of(),
                1,
                Instant.EPOCH,
                Instant.EPOCH);
    }

    /// Rounds before the first one warm up.
    private void round(
            String what,
            List<Rule> rules,
            Consumer<byte[], byte[]> consumer,
            HistoryPeriod period,
            int round) {
        double bare = bare(consumer, period);
        double backtest = backtest(rules, consumer, period);
        if (round >= 0) {
            String name = "backtest, " + what + ", events/s";
            results.baseline(name, bare);
            results.measured(name, backtest);
        }
    }

    private static double rate(long events, long startNanos) {
        return events * 1e9 / (System.nanoTime() - startNanos);
    }

    private static double bare(Consumer<byte[], byte[]> consumer, HistoryPeriod period) {
        long start = System.nanoTime();
        var ends = new HashMap<TopicPartition, Long>();
        var begins = new HashMap<TopicPartition, Long>();
        period.ranges()
                .forEach((number, range) -> {
                    var partition = new TopicPartition(Topic.EVENTS.topicName(), number);
                    begins.put(partition, range.begin());
                    ends.put(partition, range.end());
                });
        consumer.assign(ends.keySet());
        consumer.resume(ends.keySet());
        begins.forEach(consumer::seek);
        long read = 0;
        while (ends.entrySet().stream()
                .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            read += consumer.poll(POLL).count();
        }
        return rate(read, start);
    }

    private ChosenEvents chosen(List<Rule> rules, HistoryPeriod period) {
        return new ChosenEvents(BUS, period.from(), period.to(), rules, null, Set.of());
    }

    private double backtest(
            List<Rule> rules, Consumer<byte[], byte[]> consumer, HistoryPeriod period) {
        long start = System.nanoTime();
        var events = new KeptEvents(consumer, period.ranges(), BUS, period.from(), period.to());
        try (var met = new IdSet(folder)) {
            var counter = new ForecastCounter(chosen(rules, period), met);
            while (!events.finished()) {
                KeptEvent event = events.next(POLL);
                if (event != null) {
                    counter.count(event);
                }
            }
            return rate(counter.read(), start);
        }
    }

    private void plan(List<Rule> rules, Consumer<byte[], byte[]> consumer, HistoryPeriod period) {
        long start = System.nanoTime();
        Forecast forecast =
                ForecastEstimate.of(
                        consumer,
                        period,
                        chosen(rules, period),
                        folder,
                        PLAN,
                        InstantSource.system());
        results.figure("plan of a replay, s", (System.nanoTime() - start) / 1e9);
        results.figure(
                "events of the plan over those kept", 1.0 * forecast.read() / period.offsets());
    }
}
