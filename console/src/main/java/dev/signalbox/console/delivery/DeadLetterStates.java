package dev.signalbox.console.delivery;

import dev.signalbox.contract.delivery.RedriveMark;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The states of the dead letters of one partition, learnt while it is read backwards: later
/// records are known first.
///
/// The same death may be written twice, when a notifier is killed after writing the dead letter and
/// before committing its offset. Such dead letters count as one: the newest.
final class DeadLetterStates {
    private final Map<String, Known> known = new HashMap<>();
    private final Map<Long, Instant> redriven = new HashMap<>();

    private static final class Known {
        long redrivenTo = -1;
        boolean deadLetter;
    }

    /// The state of a dead letter.
    ///
    /// @param newest whether no newer one of its delivery was read
    /// @param redriven when it was sent again; null for never
    record State(boolean newest, @Nullable Instant redriven) {}

    /// Records a mark.
    void mark(RedriveMark mark) {
        Known delivery = known(mark.deliveryId());
        delivery.redrivenTo = Math.max(delivery.redrivenTo, mark.offset());
        redriven.put(mark.offset(), mark.at());
    }

    /// Records a dead letter and returns its state; null when it repeats one that was read.
    @Nullable State deadLetter(String id, long offset) {
        Known delivery = known(id);
        boolean newest = !delivery.deadLetter;
        delivery.deadLetter = true;
        if (offset > delivery.redrivenTo) {
            return newest ? new State(true, null) : null;
        }
        Instant at = redriven.get(offset);
        return at == null ? null : new State(newest, at);
    }

    private Known known(String id) {
        return known.computeIfAbsent(id, any -> new Known());
    }

    /// How many deliveries are remembered.
    int size() {
        return known.size();
    }
}
