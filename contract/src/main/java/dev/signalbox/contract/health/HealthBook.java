package dev.signalbox.contract.health;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.contract.topic.TopicFollower;
import dev.signalbox.contract.topic.UnreadableRecords;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// The targets that are not well: `signalbox.targets` read into memory and followed.
///
/// Its contents follow from the topic alone; a target whose newest record cannot be read is taken
/// for well. Listeners are called on the one reading thread; everything else may be called by any
/// thread.
public final class HealthBook implements AutoCloseable {
    private final Map<TargetKey, TargetHealth> unwell = new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<Listener> listeners = new CopyOnWriteArrayList<>();
    private final CopyOnWriteArrayList<Consumer<TargetKey>> enabling = new CopyOnWriteArrayList<>();
    private volatile int disabled;
    private volatile long changes;
    private @Nullable TopicFollower follower;

    /// A listener to the topic's records.
    @FunctionalInterface
    public interface Listener {
        /// Takes a record of a target.
        ///
        /// @param health null when it is well again
        void changed(TargetKey key, @Nullable TargetHealth health);
    }

    /// An empty book that follows nothing; records are given by [#apply], as tests do.
    public HealthBook() {}

    /// Reads all records there are, then follows their topic.
    public static HealthBook follow(Settings settings, UnreadableRecords unreadable) {
        var book = new HealthBook();
        book.follower =
                TopicFollower.start(
                        settings, Topic.TARGETS, "signalbox-targets", unreadable, book::apply);
        return book;
    }

    /// Applies a record of `signalbox.targets`.
    ///
    /// @throws IllegalArgumentException when it cannot be read
    public synchronized void apply(ConsumerRecord<byte[], byte[]> item) {
        byte @Nullable [] name = item.key();
        byte @Nullable [] value = item.value();
        if (name == null) {
            throw new IllegalArgumentException("a record without a key cannot be read");
        }
        TargetKey key = TargetKey.parse(new String(name, UTF_8));
        @Nullable TargetHealth before = unwell.remove(key);
        @Nullable TargetHealth after = null;
        @Nullable IllegalArgumentException unreadable = null;
        try {
            after = value == null ? null : TargetHealth.read(value);
        } catch (IllegalArgumentException e) {
            unreadable =
                    new IllegalArgumentException(key + " cannot be read: " + e.getMessage(), e);
        }
        if (after != null) {
            unwell.put(key, after);
        }
        disabled += isDisabled(after) - isDisabled(before);
        changes = changes + 1;
        notifyAll();
        for (Listener listener : listeners) {
            listener.changed(key, after);
        }
        if (item.headers().lastHeader(TargetHealth.ENABLED) != null) {
            enabling.forEach(listener -> listener.accept(key));
        }
        if (unreadable != null) {
            throw unreadable;
        }
    }

    private static int isDisabled(@Nullable TargetHealth health) {
        return health instanceof TargetHealth.Disabled ? 1 : 0;
    }

    /// How many records have been applied: as long as it stays the same, so does what the book
    /// says.
    public long changes() {
        return changes;
    }

    /// Adds a listener, which first hears of every target that is not well.
    public synchronized void listen(Listener listener) {
        unwell.forEach(listener::changed);
        listeners.add(listener);
    }

    /// Adds a listener to the targets that a person enables.
    public void listenToEnabling(Consumer<TargetKey> listener) {
        enabling.add(listener);
    }

    /// The trouble of a target of a rule as the rule is now; null when the target is well.
    public @Nullable TargetHealth of(Rule rule, String target) {
        TargetHealth health = unwell.isEmpty() ? null : unwell.get(rule.key().target(target));
        return health != null && health.holdsFor(rule.updated()) ? health : null;
    }

    /// Why nothing is to be sent to a target of a rule; null when it may be.
    public TargetHealth.@Nullable Disabled disabled(Rule rule, String target) {
        return disabled > 0 && of(rule, target) instanceof TargetHealth.Disabled found
                ? found
                : null;
    }

    /// Gives every record to the action, also of those that no longer hold for their rule.
    public void forEach(BiConsumer<TargetKey, TargetHealth> action) {
        unwell.forEach(action);
    }

    /// Waits until there is no record of a target.
    ///
    /// @return whether there is none within the time
    public synchronized boolean awaitWell(TargetKey key, Duration patience)
            throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (unwell.containsKey(key)) {
            long millis = Duration.ofNanos(end - System.nanoTime()).toMillis();
            if (millis <= 0) {
                return false;
            }
            wait(millis);
        }
        return true;
    }

    /// Whether changes are still being followed; once false, it stays so.
    public boolean following() {
        return follower == null || follower.following();
    }

    /// Stops following.
    @Override
    public void close() {
        if (follower != null) {
            follower.close();
        }
    }
}
