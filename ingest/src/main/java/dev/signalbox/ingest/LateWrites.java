package dev.signalbox.ingest;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.RecordMetadata;

/// The events whose senders were asked to try again before Kafka had answered. Kafka may take them
/// later, and they are counted then, so that the counters add up.
///
/// Each partition has room for about a megabyte of them. Where it is used up, no more events are
/// handed to Kafka's client for that partition, so that it cannot take the memory from the others.
///
/// A virtual thread waits for each.
final class LateWrites {
    private static final long ROOM = 1L << 20;

    /// What a small event takes besides its bytes.
    private static final long OVERHEAD = 1_024;

    private final Map<Integer, Long> bytes = new ConcurrentHashMap<>();

    /// Whether there are none in any partition, which is usual.
    boolean isEmpty() {
        return bytes.isEmpty();
    }

    /// Whether a partition has no room for more.
    boolean isFull(int partition) {
        return bytes.getOrDefault(partition, 0L) > ROOM;
    }

    /// Waits for an event, without holding up the caller.
    ///
    /// @param size of the event in bytes
    /// @param unanswered counts it if Kafka takes it
    void add(int partition, int size, Future<RecordMetadata> written, CounterDataPoint unanswered) {
        long taken = size + OVERHEAD;
        bytes.merge(partition, taken, Long::sum);
        Thread.ofVirtual()
                .name("signalbox-late-write")
                .start(() -> {
                    try {
                        written.get();
                        unanswered.inc();
                    } catch (ExecutionException e) {
                        // Kafka did not take it, as its sender was told.
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } finally {
                        bytes.computeIfPresent(
                                partition, (ignored, used) -> used > taken ? used - taken : null);
                    }
                });
    }
}
