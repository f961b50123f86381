package dev.signalbox.notifier.retry;

import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.rule.TargetKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// The waiting deliveries of this process's scheduler, by target: how many deliveries, and since
/// when the oldest one that was never attempted.
///
/// Each task of the scheduler keeps its own part, on its stream thread; anyone may ask. There is an
/// entry only for what waits.
public final class Waiting {
    private static final long REMEMBER_RELEASE = Duration.ofMinutes(1).toMillis();

    private final Set<Part> parts = ConcurrentHashMap.newKeySet();
    private final AtomicLong count = new AtomicLong();

    /// The deliveries that wait for a target.
    ///
    /// @param count deliveries, those of replays and those that were attempted among them
    /// @param oldest when the oldest event was accepted that was never attempted; null for none. A
    ///   replay's events do not count: they are old from the beginning
    public record ForTarget(TargetKey target, int count, @Nullable Instant oldest) {}

    /// How many deliveries wait.
    public long count() {
        return count.get();
    }

    /// What waits for each target; nothing for those for which nothing does.
    public List<ForTarget> targets() {
        var targets = new ArrayList<ForTarget>();
        parts.forEach(part -> part.addTo(targets));
        return targets;
    }

    /// Has what waits for a target come at once.
    ///
    /// @param nowMillis what was deferred until then comes; what is deferred later waits
    public void release(TargetKey target, long nowMillis) {
        parts.forEach(part -> part.release(target.toString(), nowMillis));
    }

    /// Opens a task's part.
    Part open() {
        var part = new Part();
        parts.add(part);
        return part;
    }

    private static final class Line {
        private final AcceptedTimes untried = new AcceptedTimes();
        private int count;
    }

    /// The deliveries that wait in one task.
    final class Part implements AutoCloseable {
        private final Map<String, Line> lines = new HashMap<>();
        private final Map<String, Long> released = new HashMap<>();
        private final Set<String> coming = new HashSet<>();
        private int mine;

        private Part() {}

        private synchronized void release(String target, long nowMillis) {
            released.values().removeIf(millis -> nowMillis - millis > REMEMBER_RELEASE);
            released.put(target, nowMillis);
            if (lines.containsKey(target)) {
                coming.add(target);
            }
        }

        /// Whether what was deferred at that time comes at once, since its target was released
        /// while it was on its way here.
        synchronized boolean isReleased(byte[] key, long deferredMillis) {
            return !released.isEmpty()
                    && deferredMillis <= released.getOrDefault(name(key), Long.MIN_VALUE);
        }

        /// The targets that were released since this was last asked.
        synchronized Set<String> takeReleased() {
            if (coming.isEmpty()) {
                return Set.of();
            }
            Set<String> taken = Set.copyOf(coming);
            coming.clear();
            return taken;
        }

        /// A delivery begins to wait.
        synchronized void add(byte[] key, Headers headers) {
            Line line = lines.computeIfAbsent(name(key), ignored -> new Line());
            line.count++;
            if (counts(headers)) {
                line.untried.add(second(headers));
            }
            mine++;
            count.incrementAndGet();
        }

        /// A delivery that was added waits no longer.
        synchronized void remove(byte[] key, Headers headers) {
            String name = name(key);
            Line line = lines.get(name);
            if (line == null) {
                throw new IllegalStateException("nothing waits for " + name);
            }
            line.count--;
            if (counts(headers)) {
                line.untried.remove(second(headers));
            }
            if (line.count == 0) {
                lines.remove(name);
            }
            mine--;
            count.decrementAndGet();
        }

        private synchronized void addTo(List<ForTarget> targets) {
            lines.forEach((name, line) ->
                    targets.add(
                            new ForTarget(
                                    TargetKey.parse(name),
                                    line.count,
                                    line.untried.isEmpty()
                                            ? null
                                            : Instant.ofEpochSecond(line.untried.oldest()))));
        }

        /// The task goes elsewhere, or comes again.
        @Override
        public synchronized void close() {
            parts.remove(this);
            count.addAndGet(-mine);
            mine = 0;
            lines.clear();
        }

        static String name(byte[] key) {
            return new String(key, StandardCharsets.UTF_8);
        }

        private static boolean counts(Headers headers) {
            return headers.lastHeader(DeliveryRecords.ATTEMPTS) == null
                    && headers.lastHeader(DeliveryRecords.REPLAY) == null;
        }

        private static long second(Headers headers) {
            return Math.floorDiv(EventHeaders.number(headers, DeliveryRecords.ACCEPTED, 0), 1_000L);
        }
    }
}
