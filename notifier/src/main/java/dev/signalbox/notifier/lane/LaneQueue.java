package dev.signalbox.notifier.lane;

import dev.signalbox.notifier.task.DeliveryTask;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The deliveries that wait in a lane: by their [Turn], and of one turn in the order in which they
/// came.
final class LaneQueue {
    private static final List<Turn> ORDER = List.of(Turn.values());

    private final Map<Turn, ArrayDeque<Queued>> turns = new EnumMap<>(Turn.class);

    private record Queued(DeliveryTask task, long since) {}

    LaneQueue() {
        ORDER.forEach(turn -> turns.put(turn, new ArrayDeque<>(1)));
    }

    void add(DeliveryTask task, long nowMillis) {
        of(Turn.of(task.arrival())).add(new Queued(task, nowMillis));
    }

    private ArrayDeque<Queued> of(Turn turn) {
        return Objects.requireNonNull(turns.get(turn));
    }

    /// Whose turn it is; null where none waits.
    @Nullable Turn next() {
        for (Turn turn : ORDER) {
            if (!of(turn).isEmpty()) {
                return turn;
            }
        }
        return null;
    }

    /// Whether the next is of a replay.
    boolean replayIsNext() {
        Turn next = next();
        return next != null && next.isReplay();
    }

    /// Takes the next; there is one.
    DeliveryTask remove() {
        Turn next = next();
        return of(next == null ? Turn.FRESH : next).remove().task;
    }

    /// Takes one that came before that time; null where there is none.
    @Nullable DeliveryTask removeBefore(long time) {
        for (ArrayDeque<Queued> queue : turns.values()) {
            Queued head = queue.peek();
            if (head != null && head.since < time) {
                return queue.remove().task;
            }
        }
        return null;
    }

    /// Takes those whose partitions were revoked.
    void removeRevoked(Consumer<DeliveryTask> taken) {
        turns.values().forEach(queue -> removeRevoked(queue, taken));
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
        return turns.values().stream().flatMap(ArrayDeque::stream).map(Queued::task);
    }

    /// How many would go before one that is added.
    int ahead(Turn turn) {
        int ahead = 0;
        for (Turn each : ORDER) {
            if (each.compareTo(turn) <= 0) {
                ahead += of(each).size();
            }
        }
        return ahead;
    }

    /// How long the first has waited; 0 where there is none.
    long waited(long nowMillis) {
        Turn next = next();
        Queued head = next == null ? null : of(next).peek();
        return head == null ? 0 : nowMillis - head.since;
    }

    /// How many are live, or of replays.
    int size(boolean replays) {
        int live = ahead(Turn.FRESH);
        return replays ? size() - live : live;
    }

    int size() {
        return ahead(Turn.REPLAY_FRESH);
    }

    boolean isEmpty() {
        return next() == null;
    }
}
