package dev.signalbox.notifier.attempt;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.topic.Topic;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;

/// The records that say what came of a delivery.
final class OutgoingRecords {
    private OutgoingRecords() {}

    static ProducerRecord<byte[], byte[]> outcome(Outcome outcome) {
        return new ProducerRecord<>(
                Topic.OUTCOMES.topicName(),
                EventHeaders.utf8(outcome.target().account()),
                outcome.toBytes());
    }

    /// @param deferrals how often it was deferred since its last attempt
    /// @param deferredSinceMillis when it was deferred for the first time; 0 for never
    static ProducerRecord<byte[], byte[]> retry(
            Delivery delivery, Instant due, int deferrals, long deferredSinceMillis) {
        return new ProducerRecord<>(
                Topic.RETRIES.topicName(),
                null,
                DeliveryRecords.key(delivery),
                delivery.body(),
                DeliveryRecords.headersForRetry(delivery, due, deferrals, deferredSinceMillis));
    }

    static ProducerRecord<byte[], byte[]> deadLetter(Delivery delivery) {
        return new ProducerRecord<>(
                Topic.DEAD_LETTERS.topicName(),
                null,
                DeliveryRecords.key(delivery),
                delivery.body(),
                DeliveryRecords.headers(delivery));
    }
}
