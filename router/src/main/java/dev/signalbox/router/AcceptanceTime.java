package dev.signalbox.router;

import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/// The time at which ingest accepted an event: the record's timestamp. One in the future counts as
/// now, so that a single wrong clock cannot expire the ids of all others; a record without any has
/// the time of those before it.
final class AcceptanceTime implements TimestampExtractor {
    private final InstantSource clock;

    AcceptanceTime(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public long extract(ConsumerRecord<Object, Object> item, long partitionTime) {
        long nowMillis = clock.millis();
        if (item.timestamp() < 0) {
            return partitionTime < 0 ? nowMillis : partitionTime;
        }
        return Math.min(item.timestamp(), nowMillis);
    }
}
