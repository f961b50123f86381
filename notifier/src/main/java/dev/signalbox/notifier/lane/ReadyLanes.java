package dev.signalbox.notifier.lane;

import java.time.Duration;
import java.util.ArrayDeque;

/// The lanes that have something queued and could begin it but for lack of places, in turn; and
/// apart from them those that are held by their gates.
///
/// Not for several threads: [Lanes] has the lock.
final class ReadyLanes {
    private static final Duration SHORTEST_PATIENCE = Duration.ofMillis(2);

    private final ArrayDeque<Lane> waiting = new ArrayDeque<>();
    private final ArrayDeque<Lane> held = new ArrayDeque<>();

    /// A lane's turn comes last, unless it is listed already or has nothing to begin.
    void list(Lane lane, long nowMillis) {
        if (!lane.listed && !lane.queue.isEmpty() && lane.underWay < lane.concurrency) {
            lane.listed = true;
            (lane.open(nowMillis) ? waiting : held).add(lane);
        }
    }

    /// How many wait for their turn.
    int waiting() {
        return waiting.size();
    }

    /// Takes the lane whose turn it is; there is one.
    Lane take() {
        Lane lane = waiting.remove();
        lane.listed = false;
        return lane;
    }

    /// Whether any lane is held.
    boolean holdsAny() {
        return !held.isEmpty();
    }

    /// Lists those that are held no longer.
    void release(long nowMillis) {
        for (int tries = held.size(); tries > 0; tries--) {
            Lane lane = held.remove();
            lane.listed = false;
            list(lane, nowMillis);
        }
    }

    /// How long it takes until one is held no longer.
    ///
    /// @param longest at most that
    Duration patience(long nowMillis, Duration longest) {
        Duration patience = longest;
        for (Lane lane : held) {
            Duration opens = Duration.ofMillis(lane.opens(nowMillis) - nowMillis);
            patience = opens.compareTo(patience) < 0 ? opens : patience;
        }
        return patience.compareTo(SHORTEST_PATIENCE) < 0 ? SHORTEST_PATIENCE : patience;
    }
}
