package dev.signalbox.router.replay;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.signalbox.contract.replay.Replay;
import dev.signalbox.contract.replay.ReplayBook;
import dev.signalbox.contract.replay.ReplayKey;
import dev.signalbox.contract.replay.ReplayProgress;
import dev.signalbox.contract.replay.ReplayState;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.topic.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The part of the router that runs replays: those whose ids fall to its partitions of
/// `signalbox.events`, of each account at most [ReplayTurns#MOST] at once.
///
/// One thread looks at the replays whenever they or the partitions change; each run has a thread of
/// its own. They share a producer, and nothing with the topology but the rules.
public final class Replayer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Replayer.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration CLOSE = Duration.ofSeconds(2);
    private static final Duration LAST = Duration.ofMillis(500);
    private static final Duration AFTER_A_FAULT = Duration.ofSeconds(2);

    private final RunParts parts;
    private final OwnedPartitions owned;
    private final Map<ReplayKey, Replay> replays = new ConcurrentHashMap<>();
    private final Map<ReplayKey, RunThread> runs = new ConcurrentHashMap<>();
    private final Semaphore changed = new Semaphore(0);
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final WaitingReplays waiting;
    private volatile int partitions;
    private Instant lookAt = Instant.EPOCH;

    private Replayer(RunParts parts, OwnedPartitions owned) {
        this.parts = parts;
        this.owned = owned;
        waiting = new WaitingReplays(parts);
        thread = Thread.ofPlatform().name("signalbox-replayer").daemon().unstarted(this::look);
    }

    /// Starts to run replays.
    ///
    /// @param owned the partitions of `signalbox.events` that this router has
    /// @param folder where the runs may keep files
    /// @param runner the name of this process
    public static Replayer start(
            RoomContext context, OwnedPartitions owned, Path folder, String runner) {
        context.kafka().reads(Topic.REPLAYS, Topic.REPLAYED, Topic.OUTCOMES);
        context.kafka().writes(Topic.REPLAYS, Topic.REPLAYED);
        RunParts parts = RunParts.of(context, owned, folder, runner);
        var replayer = new Replayer(parts, owned);
        ReplayCounters.watch(context.metrics(), replayer::states, replayer.runs::size);
        replayer.start(context.replays());
        return replayer;
    }

    private void start(ReplayBook book) {
        owned.listen(changed::release);
        book.listen(
                new ReplayBook.Listener() {
                    @Override
                    public void changed(
                            ReplayKey key, @Nullable Replay before, @Nullable Replay after) {
                        if (after == null) {
                            replays.remove(key);
                        } else {
                            replays.put(key, after);
                        }
                        changed.release();
                    }

                    @Override
                    public void progressed(ReplayKey key, @Nullable ReplayProgress progress) {
                        RunThread run = runs.get(key);
                        if (run != null && progress != null) {
                            run.run.heard(progress);
                        }
                    }
                });
        thread.start();
    }

    private void look() {
        while (closed.getCount() > 0) {
            try {
                var _ = changed.tryAcquire(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
                changed.drainPermits();
                if (partitions == 0) {
                    partitions = parts.producer().partitionsFor(Topic.EVENTS.topicName()).size();
                }
                reconcile();
                lookAtLag();
            } catch (InterruptedException | InterruptException e) {
                return;
            } catch (KafkaException e) {
                LOG.atWarn()
                        .addKeyValue("reason", String.valueOf(e.getMessage()))
                        .log("replays cannot be looked after now, trying again");
            } catch (RuntimeException e) {
                LOG.atError().setCause(e).log("replays cannot be looked after, trying again");
            }
        }
    }

    /// Not at each change: a moment without events would say that none is behind.
    private void lookAtLag() {
        Instant now = parts.clock().instant();
        if (!now.isBefore(lookAt)) {
            lookAt = now.plus(LOOK_AGAIN);
            parts.lag().look(now);
        }
    }

    private void reconcile() {
        Map<String, Set<ReplayKey>> turns =
                replays.values().stream()
                        .collect(
                                groupingBy(
                                        Replay::account,
                                        collectingAndThen(toList(), ReplayTurns::of)));
        for (Replay replay : replays.values()) {
            boolean turn = turns.getOrDefault(replay.account(), Set.of()).contains(replay.key());
            RunThread run = runs.get(replay.key());
            ReplayRun.Mode mode = wanted(replay, turn, run != null);
            if (run != null) {
                run.become(mode);
            } else if (mode != ReplayRun.Mode.STOP) {
                new RunThread(replay.key(), mode).start();
            } else if (!turn && replay.state() == ReplayState.RUNNING && isOwned(replay)) {
                waiting.write(replay);
            }
        }
        runs.forEach((key, run) -> {
            if (!replays.containsKey(key)) {
                run.become(ReplayRun.Mode.STOP);
            }
        });
    }

    private boolean isOwned(Replay replay) {
        return partitions > 0 && owned.has(Partitions.of(replay.id(), partitions));
    }

    /// @param runs whether there is a run of it
    private ReplayRun.Mode wanted(Replay replay, boolean turn, boolean runs) {
        if (!isOwned(replay)) {
            return ReplayRun.Mode.STOP;
        }
        return switch (replay.state()) {
            case RUNNING -> turn ? ReplayRun.Mode.SEND : ReplayRun.Mode.STOP;
            case PAUSED, CANCELLED ->
                    runs || isUnsettled(replay) ? ReplayRun.Mode.SETTLE : ReplayRun.Mode.STOP;
            case PLANNED, DONE, FAILED -> ReplayRun.Mode.STOP;
        };
    }

    /// Whether something is to be counted that its last progress does not count: its run died, or
    /// it was cancelled with deliveries under way.
    private boolean isUnsettled(Replay replay) {
        ReplayProgress progress = parts.book().progress(replay.account(), replay.id());
        return progress != null
                && (!progress.runner().isEmpty()
                        || (replay.state() == ReplayState.CANCELLED
                                && progress.counts().inFlight() > 0));
    }

    private Map<ReplayState, Integer> states() {
        var states = new EnumMap<ReplayState, Integer>(ReplayState.class);
        replays.values().stream()
                .filter(this::isOwned)
                .forEach(replay -> states.merge(replay.state(), 1, Integer::sum));
        return states;
    }

    /// A run and its thread.
    private final class RunThread {
        private final ReplayKey key;
        private final ReplayRun run;
        private final Thread thread;

        RunThread(ReplayKey key, ReplayRun.Mode mode) {
            this.key = key;
            run = new ReplayRun(key, parts, mode);
            thread =
                    Thread.ofPlatform()
                            .name("signalbox-replay-" + key.id())
                            .daemon()
                            .unstarted(this::work);
        }

        void start() {
            runs.put(key, this);
            thread.start();
        }

        void become(ReplayRun.Mode mode) {
            run.become(mode);
        }

        private void work() {
            try {
                try (run) {
                    while (run.step()) {
                        // the step did the work
                    }
                } catch (KafkaException e) {
                    if (e instanceof InterruptException) {
                        throw e;
                    }
                    LOG.atWarn()
                            .addKeyValue("replay", key)
                            .addKeyValue("reason", String.valueOf(e.getMessage()))
                            .log("a replay stopped, and goes on in a moment");
                    pause();
                } catch (RuntimeException e) {
                    LOG.atError().addKeyValue("replay", key).setCause(e).log("a replay stopped");
                    pause();
                }
            } catch (InterruptedException | InterruptException e) {
                LOG.atDebug().addKeyValue("replay", key).log("a replay was interrupted");
            } finally {
                runs.remove(key, this);
                changed.release();
            }
        }

        private void pause() throws InterruptedException {
            var _ = closed.await(AFTER_A_FAULT.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /// Stops all runs with their progress written; within some seconds. Another router goes on with
    /// them.
    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        runs.values().forEach(run -> run.become(ReplayRun.Mode.STOP));
        long end = System.nanoTime() + CLOSE.toNanos();
        try {
            for (RunThread run : List.copyOf(runs.values())) {
                run.thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            }
            for (RunThread run : List.copyOf(runs.values())) {
                run.thread.interrupt();
                run.thread.join(LAST);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        parts.producer().close(LAST);
    }
}
