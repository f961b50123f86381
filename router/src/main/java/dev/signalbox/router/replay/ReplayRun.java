package dev.signalbox.router.replay;

import dev.signalbox.contract.replay.Replay;
import dev.signalbox.contract.replay.ReplayKey;
import dev.signalbox.contract.replay.ReplayProgress;
import dev.signalbox.contract.replay.ReplayState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One run of a replay, from when this router takes it over until it stops.
///
/// ```
///   take over ─▶ find what was sent since ─▶ find the ids met ─▶ read, send, count ─▶ stop
/// ```
///
/// All that it knows is in Kafka at every moment: the progress, which it writes once a second and
/// when it stops, and what was sent and ended since. So a start, a resumption, a crash and a
/// partition that moves to another router are one and the same to it.
///
/// Used by one thread, but for [#become] and [#heard], which any thread may call. The run heeds
/// them within 200 records.
final class ReplayRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReplayRun.class);

    /// The pause after each 200 records while live events are behind.
    private static final Duration MAKES_ROOM = Duration.ofMillis(100);

    private static final Duration WRITE_EVERY = Duration.ofSeconds(1);

    /// How long a paused replay waits for a further delivery to end.
    private static final Duration PAUSED_LISTENS = Duration.ofMinutes(1);

    private final ReplayKey key;
    private final RunParts parts;
    private volatile Mode mode;
    private volatile long epoch = Long.MAX_VALUE;
    private volatile boolean superseded;
    private @Nullable RunWork work;

    /// The task of a run.
    enum Mode {
        /// Read the history and send.
        SEND,
        /// Send nothing more, but count how the deliveries end that have been sent.
        SETTLE,
        /// Write the progress and end.
        STOP
    }

    ReplayRun(ReplayKey key, RunParts parts, Mode mode) {
        this.key = key;
        this.parts = parts;
        this.mode = mode;
    }

    /// Gives the run something else to do.
    void become(Mode next) {
        mode = next;
    }

    /// Hears that a progress of its replay was written, by this run or another.
    void heard(ReplayProgress progress) {
        boolean other = !progress.runner().isEmpty() && !progress.runner().equals(parts.runner());
        if (progress.epoch() > epoch || (progress.epoch() == epoch && other)) {
            superseded = true;
        }
    }

    private boolean stopped() {
        return superseded || mode == Mode.STOP;
    }

    /// Takes over, or works on for a while.
    ///
    /// @return false when the run has ended
    boolean step() throws InterruptedException {
        RunWork current = work;
        if (current == null) {
            RunStart start = RunStart.open(key, parts, this::claimed, this::stopped);
            if (start == null) {
                return false;
            }
            work = new RunWork(start, parts.clock().instant());
            return true;
        }
        if (superseded) {
            LOG.atInfo().addKeyValue("replay", key).log("another router runs a replay now");
            return false;
        }
        return step(current);
    }

    private void claimed(long claimed) {
        epoch = claimed;
    }

    private boolean step(RunWork current) {
        Mode wanted = mode;
        if (wanted == Mode.STOP) {
            write(current, true);
            return false;
        }
        checkRules(current);
        boolean settling = wanted == Mode.SETTLE || current.failure != null;
        ReplayReader reader = current.start.reader();
        Duration wait = readOn(current, settling);
        if (current.failure == null) {
            current.failure = reader.failure();
        }
        current.start.writer().check();
        current.start.outcomes().poll(wait, current.start.ledger()::end);
        if (isEnd(current, wanted)) {
            return false;
        }
        if (!parts.clock().instant().isBefore(current.writeAt)) {
            write(current, false);
        }
        return true;
    }

    private Duration readOn(RunWork current, boolean settling) {
        Instant now = parts.clock().instant();
        if (now.isBefore(current.readAt)) {
            return Duration.between(now, current.readAt);
        }
        if (parts.lag().isBehind()) {
            current.readAt = now.plus(MAKES_ROOM);
        }
        return current.start.reader().readOn(settling, now);
    }

    private void checkRules(RunWork current) {
        EventDeliveries deliveries = current.start.deliveries();
        if (current.rules != deliveries.changes()) {
            current.rules = deliveries.changes();
            if (current.failure == null && deliveries.allDeleted()) {
                current.failure = "all its rules were deleted";
            }
        }
    }

    /// Ends the run where there is nothing more to do.
    private boolean isEnd(RunWork current, Mode wanted) {
        int inFlight = current.start.ledger().inFlight();
        ReplayReader reader = current.start.reader();
        Instant now = parts.clock().instant();
        if (inFlight != current.inFlightBefore) {
            current.inFlightBefore = inFlight;
            current.movedAt = now;
        }
        String failure = current.failure;
        if (failure != null && wanted == Mode.SEND) {
            return reader.countedAllSent()
                    && inFlight == 0
                    && finish(current, ReplayState.FAILED, failure);
        }
        return switch (wanted) {
            case SEND ->
                    reader.finished()
                            && inFlight == 0
                            && finish(current, ReplayState.DONE, reason(current));
            case SETTLE -> reader.countedAllSent() && settled(current, now) && write(current, true);
            case STOP -> false;
        };
    }

    private boolean settled(RunWork current, Instant now) {
        Replay replay = parts.book().replay(key.account(), key.id());
        return current.start.ledger().inFlight() == 0
                || replay == null
                || (replay.state() == ReplayState.PAUSED
                        && !now.isBefore(current.movedAt.plus(PAUSED_LISTENS)));
    }

    private static String reason(RunWork current) {
        List<String> deleted = current.start.deliveries().deleted();
        return deleted.isEmpty()
                ? ""
                : "rules that were deleted before their part had ended: "
                        + String.join(", ", deleted);
    }

    private boolean finish(RunWork current, ReplayState state, String reason) {
        write(current, true);
        Replay newest = parts.book().replay(key.account(), key.id());
        if (newest != null && newest.state() == ReplayState.RUNNING) {
            current.start.writer().writeNow(newest.become(state, reason, parts.clock().instant()));
        }
        LOG.atInfo()
                .addKeyValue("replay", key)
                .addKeyValue("state", state.label())
                .addKeyValue("reason", reason)
                .log("a replay has ended");
        return true;
    }

    /// Writes the progress, if it has changed.
    ///
    /// @param last whether the run ends with it, and waits until it is written
    /// @return true
    private boolean write(RunWork current, boolean last) {
        current.writeAt = parts.clock().instant().plus(WRITE_EVERY);
        current.start.writer().flush();
        ReplayProgress progress = progress(current, last);
        if (last) {
            current.start.writer().writeNow(progress);
        } else if (changed(current.written, progress)) {
            var _ = current.start.writer().write(progress);
        } else {
            return true;
        }
        current.written = progress;
        return true;
    }

    private ReplayProgress progress(RunWork current, boolean last) {
        Instant now = parts.clock().instant();
        ReplayReader reader = current.start.reader();
        ReplayLedger ledger = current.start.ledger();
        current.speed.read(now, ledger.counts().read(), reader.left());
        return new ReplayProgress(
                reader.next(),
                ledger.counts(),
                ledger.unfinished(),
                current.start.outcomes().position(),
                reader.countedAllSent()
                        ? current.start.writer().replayed()
                        : current.start.progress().replayed(),
                last ? "" : parts.runner(),
                epoch,
                now,
                last ? 0 : current.speed.eventsPerSecond(),
                last ? "" : waitsFor(current),
                last ? null : current.timeLeft());
    }

    private String waitsFor(RunWork current) {
        ReplayReader reader = current.start.reader();
        if (!reader.waitsFor().isEmpty()) {
            return reader.waitsFor();
        }
        if (parts.lag().isBehind() && !reader.finished()) {
            return "live events, which are behind and go first";
        }
        int inFlight = current.start.ledger().inFlight();
        if (inFlight > 0 && (reader.finished() || mode == Mode.SETTLE)) {
            return "%,d deliveries have not ended".formatted(inFlight);
        }
        return reason(current);
    }

    private static boolean changed(ReplayProgress before, ReplayProgress now) {
        return !before.next().equals(now.next())
                || !before.counts().equals(now.counts())
                || !before.waitsFor().equals(now.waitsFor())
                || before.eventsPerSecond() != now.eventsPerSecond()
                || now.outcomes() - before.outcomes() > 10_000;
    }

    /// Gives up what it holds, with nothing written.
    @Override
    public void close() {
        if (work != null) {
            work.start.close();
        }
    }
}
