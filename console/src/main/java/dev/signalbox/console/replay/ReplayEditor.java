package dev.signalbox.console.replay;

import dev.signalbox.console.change.ChangeQueue;
import dev.signalbox.console.change.ChangeQueue.Decision;
import dev.signalbox.console.change.ChangeQueue.NewRecord;
import dev.signalbox.console.replay.ReplayPlanner.Planned;
import dev.signalbox.contract.replay.Replay;
import dev.signalbox.contract.replay.ReplayBook;
import dev.signalbox.contract.replay.ReplayId;
import dev.signalbox.contract.replay.ReplayKey;
import dev.signalbox.contract.replay.ReplayRecords;
import dev.signalbox.contract.replay.ReplayState;
import dev.signalbox.web.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The writing of replays: orders, and what people tell them to do. It writes one change after
/// another, and each only when this console has read all changes before, so that two consoles lose
/// none.
///
/// A replay that was planned and not started within [#TIME_TO_START] is no longer found, and its
/// records are deleted when the account orders the next one; so are the oldest past ones beyond
/// [#MOST_PAST] of an account.
final class ReplayEditor {
    /// How long a plan waits to be started.
    static final Duration TIME_TO_START = Duration.ofHours(24);

    /// How many past replays of an account are kept.
    static final int MOST_PAST = 1_000;

    /// How many replays of an account may be planned, running or paused at one time.
    static final int MOST_OPEN = 100;

    private static final int MOST_FORGOTTEN_AT_ONCE = 50;
    private static final Logger LOG = LoggerFactory.getLogger(ReplayEditor.class);

    private final ReplayBook book;
    private final ChangeQueue changes;
    private final InstantSource clock;
    private final RandomGenerator random;

    /// @param random draws ids; it cannot be predicted
    ReplayEditor(
            ReplayBook book, ChangeQueue changes, InstantSource clock, RandomGenerator random) {
        this.book = book;
        this.changes = changes;
        this.clock = clock;
        this.random = random;
    }

    /// The replay of that account and id.
    ///
    /// @throws ApiException 404 when there is none, or it is another account's
    Replay find(String account, String id) {
        Replay replay = book.replay(account, id);
        if (replay == null || isForgotten(replay)) {
            throw new ApiException(404, "ReplayNotExist", "there is no replay with this id");
        }
        return replay;
    }

    /// The account's replays, the newest order first.
    List<Replay> all(String account) {
        return book.replays(account).stream().filter(replay -> !isForgotten(replay)).toList();
    }

    private boolean isForgotten(Replay replay) {
        return replay.state() == ReplayState.PLANNED
                && replay.ordered().plus(TIME_TO_START).isBefore(clock.instant());
    }

    /// Orders a replay.
    ///
    /// @param keyId the access key that orders it, or null
    /// @param start whether it is started at once
    /// @throws ApiException 409 when the account has too many; 503 when Kafka does not accept it
    Replay order(String account, Planned planned, @Nullable String keyId, boolean start) {
        Instant now = now();
        var replay =
                new Replay(
                        account,
                        ReplayId.draw(random),
                        planned.order(),
                        planned.plan(),
                        ReplayState.PLANNED,
                        "",
                        now,
                        keyId == null ? "" : keyId,
                        now,
                        1);
        Replay first = start ? replay.become(ReplayState.RUNNING, "", now) : replay;
        Replay ordered =
                changes.make(() -> {
                    checkRoom(account);
                    return write(first, start ? "ordered and started" : "ordered");
                });
        Thread.ofVirtual().name("signalbox-replay-forget").start(() -> forget(account));
        return ordered;
    }

    /// To the millisecond, as pages of lists know it.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private void checkRoom(String account) {
        long open = all(account).stream().filter(one -> !one.state().isFinal()).count();
        if (open >= MOST_OPEN) {
            throw new ApiException(
                    409,
                    "TooManyReplays",
                    "%d replays are planned, running or paused, as many as may be; cancel some"
                            .formatted(open));
        }
    }

    private Decision<Replay> write(Replay replay, String change) {
        return new Decision<>(
                new NewRecord(
                        replay.key().toString(),
                        ReplayRecords.write(replay),
                        () -> isSeen(replay),
                        change,
                        "replay " + replay.key()),
                replay);
    }

    private boolean isSeen(Replay replay) {
        Replay now = book.replay(replay.account(), replay.id());
        return now != null
                && now.revision() == replay.revision()
                && now.state() == replay.state()
                && now.changed().equals(replay.changed());
    }

    /// Tells a replay to do something.
    ///
    /// @throws ApiException 404 when there is none; 409 when its state does not allow it; 503 when
    ///   Kafka does not accept it
    Replay act(String account, String id, ReplayAct act) {
        return changes.make(() -> {
            Replay replay = find(account, id);
            if (!act.isAllowed(replay.state())) {
                throw new ApiException(
                        409,
                        "ReplayStateConflict",
                        "the replay is %s: %s"
                                .formatted(
                                        replay.state().label(), ReplayAct.allowed(replay.state())));
            }
            return write(replay.become(act.next(), "", now()), act.done());
        });
    }

    /// Deletes the records of an account's replays that are to be forgotten.
    void forget(String account) {
        try {
            for (Replay replay : forgettable(account)) {
                delete(replay.key());
            }
        } catch (ApiException e) {
            LOG.atWarn()
                    .addKeyValue("reason", e.message())
                    .log("old replays were not deleted, which is tried again with the next one");
        }
    }

    private List<Replay> forgettable(String account) {
        var found = new ArrayList<Replay>();
        int past = 0;
        for (Replay replay : book.replays(account)) {
            if ((replay.state().isFinal() && ++past > MOST_PAST) || isForgotten(replay)) {
                found.add(replay);
            }
        }
        return found.reversed().stream().limit(MOST_FORGOTTEN_AT_ONCE).toList();
    }

    private void delete(ReplayKey key) {
        if (book.progress(key.account(), key.id()) != null) {
            delete(key.progress(), key, () -> book.progress(key.account(), key.id()) == null);
        }
        delete(key.toString(), key, () -> book.replay(key.account(), key.id()) == null);
    }

    private void delete(String record, ReplayKey key, BooleanSupplier seen) {
        changes.make(() -> {
            Replay now = book.replay(key.account(), key.id());
            boolean goes = now != null && (now.state().isFinal() || isForgotten(now));
            return new Decision<>(
                    goes ? new NewRecord(record, null, seen, "forgotten", "replay " + key) : null,
                    key);
        });
    }
}
