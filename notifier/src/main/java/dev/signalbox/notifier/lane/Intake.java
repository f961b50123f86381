package dev.signalbox.notifier.lane;

import java.util.ArrayDeque;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// One partition, as the polling thread takes it in: what was fetched and not yet admitted, and
/// whether the partition is paused for it.
final class Intake {
    /// Fetched and not yet admitted, in order.
    final ArrayDeque<ConsumerRecord<byte[], byte[]>> pending = new ArrayDeque<>();

    /// Records before this offset were done before the partition came to us; they are read for the
    /// recent memory only.
    final long begins;

    /// Whether the consumer was told to fetch no more.
    boolean paused;

    /// Since when the first pending record waits for the rules; -1 when it does not.
    long waitsForRules = -1;

    Intake(long begins) {
        this.begins = begins;
    }
}
