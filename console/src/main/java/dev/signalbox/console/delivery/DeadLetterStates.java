package dev.signalbox.console.delivery;

import dev.signalbox.contract.delivery.RedriveMark;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What has become of the dead letters of one partition, learnt while it is read backwards: what
/// was written later is known already.
///
/// The same death may be written twice, when a notifier is killed between the dead letter and the
/// commit of its offset. Such dead letters stand for one: the newest.
final class DeadLetterStates {
    private final Map<String, Known> known = new HashMap<>();
    private final Map<Long, Instant> redriven = new HashMap<>();

    private static final class Known {
        long redrivenTo = -1;
        boolean deadLetter;
    }

    /// What a dead letter is.
    ///
    /// @param newest whether no newer one of its delivery was seen
    /// @param redriven when it was sent again; null for never
    record State(boolean newest, @Nullable Instant redriven) {}

    /// Takes note of a mark.
    void mark(RedriveMark mark) {
        Known delivery = known(mark.deliveryId());
        delivery.redrivenTo = Math.max(delivery.redrivenTo, mark.offset());
        redriven.put(mark.offset(), mark.at());
    }

    /// What a dead letter is; null when it repeats one that was seen.
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
