package dev.signalbox.notifier.lane;

import dev.signalbox.notifier.task.DeliveryTask;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The deliveries that wait in a lane: in the order in which they came, but those that have been
/// here before go first.
final class LaneQueue {
    private final ArrayDeque<Queued> fresh = new ArrayDeque<>();
    private final ArrayDeque<Queued> returned = new ArrayDeque<>(1);

    private record Queued(DeliveryTask task, long since) {}

    void add(DeliveryTask task, long nowMillis) {
        (task.arrival().returned() ? returned : fresh).add(new Queued(task, nowMillis));
    }

    /// Takes the next; there is one.
    DeliveryTask remove() {
        return (returned.isEmpty() ? fresh : returned).remove().task;
    }

    /// Takes one that came before that time; null where there is none.
    @Nullable DeliveryTask removeBefore(long time) {
        Queued head = returned.peek();
        if (head != null && head.since < time) {
            return returned.remove().task;
        }
        head = fresh.peek();
        return head != null && head.since < time ? fresh.remove().task : null;
    }

    /// Takes those whose partitions were revoked.
    void removeRevoked(Consumer<DeliveryTask> taken) {
        removeRevoked(returned, taken);
        removeRevoked(fresh, taken);
    }

    private static void removeRevoked(ArrayDeque<Queued> from, Consumer<DeliveryTask> taken) {
        for (Iterator<Queued> items = from.iterator(); items.hasNext(); ) {
            DeliveryTask task = items.next().task;
            if (task.slot().revoked()) {
                items.remove();
                taken.accept(task);
            }
        }
    }

    /// All of them, in order.
    Stream<DeliveryTask> stream() {
        return Stream.concat(returned.stream(), fresh.stream()).map(Queued::task);
    }

    /// How many would go before one that is added.
    int ahead(boolean hasBeenHere) {
        return hasBeenHere ? returned.size() : size();
    }

    /// How long the first has waited; 0 where there is none.
    long waited(long nowMillis) {
        Queued head = returned.isEmpty() ? fresh.peek() : returned.peek();
        return head == null ? 0 : nowMillis - head.since;
    }

    int size() {
        return fresh.size() + returned.size();
    }

    boolean isEmpty() {
        return fresh.isEmpty() && returned.isEmpty();
    }
}
