package dev.signalbox.router.replay;

import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.replay.OffsetRange;
import dev.signalbox.contract.replay.PinnedRule;
import dev.signalbox.contract.replay.Replay;
import dev.signalbox.contract.replay.ReplayKey;
import dev.signalbox.contract.replay.ReplayOrder;
import dev.signalbox.contract.replay.ReplayProgress;
import dev.signalbox.contract.replay.ReplayState;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.history.EventChooser;
import dev.signalbox.history.IdSet;
import dev.signalbox.history.KeptEvents;
import dev.signalbox.history.RangeReader;
import dev.signalbox.router.replay.RunParts.ConsumerUse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Where a run of a replay begins, and the parts with which it goes on from there. Used by one
/// thread.
///
/// @param progress the one that it began with
/// @param past what the order wants by what became of events before
/// @param failure why the replay cannot be run, in words; null when it can
record RunStart(
        ReplayProgress progress,
        ReplayLedger ledger,
        EventDeliveries deliveries,
        ReplayReader reader,
        OutcomeFeed outcomes,
        ReplayWriter writer,
        IdSet ids,
        PastOutcomes past,
        Consumer<byte[], byte[]> events,
        @Nullable String failure)
        implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration CLOSE = Duration.ofSeconds(1);

    /// Takes a replay over.
    ///
    /// @param claimed hears the run's epoch before it is written
    /// @param stopped asked often whether the run is no longer wanted
    /// @return null when it is not, or there is nothing to do
    static @Nullable RunStart open(
            ReplayKey key, RunParts parts, LongConsumer claimed, BooleanSupplier stopped)
            throws InterruptedException {
        try (Consumer<byte[], byte[]> consumer = parts.consumers().apply(ConsumerUse.REPLAYED)) {
            awaitBook(consumer, parts);
            Replay replay = parts.book().replay(key.account(), key.id());
            if (stopped.getAsBoolean() || replay == null || !isForRuns(replay.state())) {
                return null;
            }
            ReplayProgress claim =
                    TakeOver.claim(
                            replay,
                            parts.book().progress(key.account(), key.id()),
                            consumer,
                            parts);
            claimed.accept(claim.epoch());
            var writer = new ReplayWriter(parts.producer(), key, claim.replayed());
            awaitPosition(parts, writer.writeNow(claim));
            TakeOver taken = TakeOver.read(replay, claim, consumer, stopped);
            return taken == null ? null : open(replay, taken, writer, parts, stopped);
        }
    }

    private static boolean isForRuns(ReplayState state) {
        return switch (state) {
            case RUNNING, PAUSED, CANCELLED -> true;
            case PLANNED, DONE, FAILED -> false;
        };
    }

    /// Waits until the book holds what the runner before wrote last.
    private static void awaitBook(Consumer<byte[], byte[]> consumer, RunParts parts)
            throws InterruptedException {
        long end =
                Partitions.ends(consumer, Partitions.all(consumer, Topic.REPLAYS)).values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
        awaitPosition(parts, end);
    }

    private static void awaitPosition(RunParts parts, long position) throws InterruptedException {
        if (!parts.book().awaitPosition(position, PATIENCE)) {
            throw new TimeoutException(
                    "the replays have not been read as far as they were written");
        }
    }

    private static @Nullable RunStart open(
            Replay replay,
            TakeOver taken,
            ReplayWriter writer,
            RunParts parts,
            BooleanSupplier stopped) {
        ReplayProgress progress = taken.progress();
        var ids = new IdSet(parts.folder());
        var past = new PastOutcomes(replay, parts.folder());
        Consumer<byte[], byte[]> events = parts.consumers().apply(ConsumerUse.EVENTS);
        Consumer<byte[], byte[]> outcomes = parts.consumers().apply(ConsumerUse.OUTCOMES);
        try {
            EventChooser<PinnedRule> chooser = chooser(replay.order());
            String failure = null;
            try {
                if (!readIds(replay, progress, events, chooser, ids, stopped)
                        || !past.read(outcomes, stopped)) {
                    close(ids, past, events, outcomes);
                    return null;
                }
            } catch (IllegalStateException e) {
                failure = e.getMessage();
            }
            var deliveries = new EventDeliveries(replay, parts.rules(), past::wants);
            var reader =
                    new ReplayReader(
                            replay,
                            history(replay, left(replay.order(), progress), events),
                            chooser,
                            ids,
                            deliveries,
                            taken.ledger(),
                            writer,
                            taken.sentUpTo(),
                            parts.counters(),
                            parts.rules()::position,
                            parts.tracing());
            var feed =
                    new OutcomeFeed(outcomes, replay.account(), replay.id(), progress.outcomes());
            return new RunStart(
                    progress,
                    taken.ledger(),
                    deliveries,
                    reader,
                    feed,
                    writer,
                    ids,
                    past,
                    events,
                    failure);
        } catch (RuntimeException e) {
            close(ids, past, events, outcomes);
            throw e;
        }
    }

    private static EventChooser<PinnedRule> chooser(ReplayOrder order) {
        var patterns = new HashMap<PinnedRule, Pattern>();
        order.rules().forEach(rule -> patterns.put(rule, rule.pattern()));
        return new EventChooser<>(patterns, order.pattern(), order.ids());
    }

    private static KeptEvents history(
            Replay replay, Map<Integer, OffsetRange> ranges, Consumer<byte[], byte[]> consumer) {
        ReplayOrder order = replay.order();
        return new KeptEvents(
                consumer,
                ranges,
                new BusKey(replay.account(), order.bus()),
                order.from(),
                order.to());
    }

    private static Map<Integer, OffsetRange> left(ReplayOrder order, ReplayProgress progress) {
        var left = new TreeMap<Integer, OffsetRange>();
        order.ranges()
                .forEach((partition, range) ->
                        left.put(
                                partition,
                                new OffsetRange(next(progress, partition, range), range.end())));
        return left;
    }

    private static long next(ReplayProgress progress, int partition, OffsetRange range) {
        return Math.clamp(
                progress.next().getOrDefault(partition, range.begin()), range.begin(), range.end());
    }

    /// Finds the ids of the events that were chosen before.
    ///
    /// @return false when the run is no longer wanted
    private static boolean readIds(
            Replay replay,
            ReplayProgress progress,
            Consumer<byte[], byte[]> consumer,
            EventChooser<PinnedRule> chooser,
            IdSet ids,
            BooleanSupplier stopped) {
        var before = new TreeMap<Integer, OffsetRange>();
        replay.order()
                .ranges()
                .forEach((partition, range) ->
                        before.put(
                                partition,
                                new OffsetRange(range.begin(), next(progress, partition, range))));
        ReplayOrder order = replay.order();
        var reader =
                new RangeReader(
                        consumer,
                        before,
                        new BusKey(replay.account(), order.bus()),
                        order.from(),
                        order.to());
        while (!reader.finished()) {
            if (stopped.getAsBoolean()) {
                return false;
            }
            reader.poll(
                    POLL,
                    event -> {
                        if (!chooser.choose(event).isEmpty()) {
                            ids.add(event);
                        }
                    });
        }
        return true;
    }

    private static void close(
            IdSet ids,
            PastOutcomes past,
            Consumer<byte[], byte[]> events,
            Consumer<byte[], byte[]> outcomes) {
        ids.close();
        past.close();
        events.close(CloseOptions.timeout(CLOSE));
        outcomes.close(CloseOptions.timeout(CLOSE));
    }

    @Override
    public void close() {
        ids.close();
        past.close();
        events.close(CloseOptions.timeout(CLOSE));
        outcomes.close();
    }
}
