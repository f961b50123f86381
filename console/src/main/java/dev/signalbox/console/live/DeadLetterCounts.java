package dev.signalbox.console.live;

import dev.signalbox.web.ApiException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/// The dead letters that wait, of the accounts that are watched: counted anew when somebody looks
/// and the last count is half a minute old. A count that takes long is made more rarely.
///
/// Any thread may ask, and is answered at once by the last count; one virtual thread at a time
/// counts.
final class DeadLetterCounts implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(30);
    private static final int MOST_OF_THE_TIME = 50;
    private static final int MOST_ACCOUNTS = 1_000;

    private final Function<String, DeadLetterCount> counter;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    Thread.ofVirtual().name("signalbox-dead-letters-count").factory());
    private final Map<String, Counted> counts =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Counted> eldest) {
                    return size() > MOST_ACCOUNTS;
                }
            };

    private static final class Counted {
        DeadLetterCount count = DeadLetterCount.NONE;
        long nextNanos = System.nanoTime();
        boolean underWay;
    }

    DeadLetterCounts(Function<String, DeadLetterCount> counter) {
        this.counter = counter;
    }

    /// The last count.
    synchronized DeadLetterCount of(String account) {
        Counted its = counts.computeIfAbsent(account, _ -> new Counted());
        if (!its.underWay && System.nanoTime() - its.nextNanos >= 0 && !thread.isShutdown()) {
            its.underWay = true;
            thread.execute(() -> count(account, its));
        }
        return its.count;
    }

    private void count(String account, Counted its) {
        long began = System.nanoTime();
        DeadLetterCount count = null;
        try {
            count = counter.apply(account);
        } catch (ApiException e) {
            // The history is busy, or Kafka is away: it is counted later.
        }
        long took = System.nanoTime() - began;
        synchronized (this) {
            its.underWay = false;
            its.count = count == null ? its.count : count;
            its.nextNanos = System.nanoTime() + Math.max(EVERY.toNanos(), took * MOST_OF_THE_TIME);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
