package dev.signalbox.contract.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.contract.topic.TopicFollower;
import dev.signalbox.contract.topic.UnreadableRecords;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// All replays, as a room knows them: `signalbox.replays` read into memory and followed.
///
/// Its contents follow from the topic alone; a replay whose newest record cannot be read is none
/// here. Replays are only found together with their account, so that another account's id answers
/// like an unknown one.
///
/// Listeners hear of a change before [#position()] moves past it, all on the one reading thread;
/// everything else may be called by any thread.
public final class ReplayBook implements AutoCloseable {
    private static final Comparator<Replay> NEWEST_FIRST =
            Comparator.comparing(Replay::ordered).thenComparing(Replay::id).reversed();

    private final Map<String, Map<String, Replay>> replays = new ConcurrentHashMap<>();
    private final Map<ReplayKey, ReplayProgress> progress = new ConcurrentHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private long changes;
    private @Nullable TopicFollower follower;

    /// A listener to changes of replays.
    @FunctionalInterface
    public interface Listener {
        /// A replay was ordered (`before` is null), changed, or forgotten (`after` is null).
        void changed(ReplayKey key, @Nullable Replay before, @Nullable Replay after);

        /// A runner wrote how far a replay is.
        ///
        /// @param progress null when it was forgotten
        default void progressed(ReplayKey key, @Nullable ReplayProgress progress) {}
    }

    /// An empty book that follows nothing; records are given by [#apply], as tests do.
    public ReplayBook() {}

    /// Reads all replays there are, then follows their topic.
    public static ReplayBook follow(Settings settings, UnreadableRecords unreadable) {
        var book = new ReplayBook();
        book.follower =
                TopicFollower.start(
                        settings, Topic.REPLAYS, "signalbox-replays", unreadable, book::apply);
        return book;
    }

    /// Applies a record of `signalbox.replays`.
    ///
    /// @throws IllegalArgumentException when it cannot be read
    public synchronized void apply(ConsumerRecord<byte[], byte[]> item) {
        byte @Nullable [] name = item.key();
        if (name == null) {
            throw new IllegalArgumentException("a record without a key cannot be read");
        }
        String[] parts = new String(name, UTF_8).split("/", -1);
        try {
            if (parts.length == 2) {
                applyReplay(new ReplayKey(parts[0], parts[1]), item.value());
            } else if (ReplayKey.isProgress(parts)) {
                applyProgress(new ReplayKey(parts[0], parts[1]), item.value());
            } else {
                throw new IllegalArgumentException(
                        "the key is neither account/id nor account/id/progress");
            }
        } finally {
            changes = changes + 1;
            notifyAll();
        }
    }

    private void applyReplay(ReplayKey key, byte @Nullable [] value) {
        Map<String, Replay> ofAccount =
                replays.computeIfAbsent(key.account(), ignored -> new ConcurrentHashMap<>());
        @Nullable Replay before = ofAccount.remove(key.id());
        @Nullable Replay after = null;
        try {
            after = read(key, value, text -> ReplayRecords.readReplay(key, text));
            if (after != null) {
                ofAccount.put(key.id(), after);
            }
        } finally {
            for (Listener listener : listeners) {
                listener.changed(key, before, after);
            }
        }
    }

    private void applyProgress(ReplayKey key, byte @Nullable [] value) {
        progress.remove(key);
        @Nullable ReplayProgress now = read(key, value, ReplayRecords::readProgress);
        if (now != null) {
            progress.put(key, now);
        }
        for (Listener listener : listeners) {
            listener.progressed(key, now);
        }
    }

    /// The record read, or null for a deletion.
    private static <T> @Nullable T read(
            ReplayKey key, byte @Nullable [] value, Function<byte[], T> reader) {
        try {
            return value == null ? null : reader.apply(value);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(key + " cannot be read: " + e.getMessage(), e);
        }
    }

    /// Adds a listener, which first hears of every replay there is, and of its progress.
    public synchronized void listen(Listener listener) {
        for (Map<String, Replay> ofAccount : replays.values()) {
            for (Replay replay : ofAccount.values()) {
                listener.changed(replay.key(), null, replay);
            }
        }
        progress.forEach(listener::progressed);
        listeners.add(listener);
    }

    /// The replay of that account and id, or null.
    public @Nullable Replay replay(String account, String id) {
        return replays.getOrDefault(account, Map.of()).get(id);
    }

    /// How far a replay is; null when no runner has begun with it, or it is unknown.
    public @Nullable ReplayProgress progress(String account, String id) {
        return progress.get(new ReplayKey(account, id));
    }

    /// The account's replays, the newest order first.
    public List<Replay> replays(String account) {
        return replays.getOrDefault(account, Map.of()).values().stream()
                .sorted(NEWEST_FIRST)
                .toList();
    }

    /// How many records have been applied: as long as it stays the same, so does what the book
    /// says.
    public synchronized long changes() {
        return changes;
    }

    /// Waits until a further record has been applied.
    ///
    /// @param seen the changes that the caller knows of
    /// @return whether there was one within the time
    public synchronized boolean awaitChange(long seen, Duration patience)
            throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (changes == seen) {
            long millis = Duration.ofNanos(end - System.nanoTime()).toMillis();
            if (millis <= 0) {
                return false;
            }
            wait(millis);
        }
        return true;
    }

    /// How far the topic has been read: the next offset.
    public long position() {
        return follower == null ? 0 : follower.position();
    }

    /// Waits until the topic has been read that far.
    ///
    /// @return whether it has within the time
    public boolean awaitPosition(long position, Duration patience) throws InterruptedException {
        return follower == null || follower.awaitPosition(position, patience);
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
