package dev.signalbox.router;

import static dev.signalbox.contract.event.EventHeaders.utf8;

import dev.signalbox.contract.topic.Topic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/// How a record that nobody can use stands on `signalbox.rejected`: key, value and headers as they
/// came, and headers that say why and from where.
///
/// @param topic the topic it came from
/// @param partition its partition
/// @param offset its offset
/// @param reason what is wrong with it
record Rejection(String topic, int partition, long offset, String reason) {
    static final String REASON = "signalbox-rejected-reason";
    static final String TOPIC = "signalbox-rejected-topic";
    static final String PARTITION = "signalbox-rejected-partition";
    static final String OFFSET = "signalbox-rejected-offset";

    /// The rejection of the record that is being processed.
    static Rejection of(ProcessingContext context, Exception e) {
        RecordMetadata place = context.recordMetadata().orElseThrow();
        return new Rejection(
                place.topic(), place.partition(), place.offset(), String.valueOf(e.getMessage()));
    }

    /// The record's headers with the reason and the place added.
    Headers headers(Headers original) {
        var headers = new RecordHeaders(original);
        headers.add(REASON, utf8(reason));
        headers.add(TOPIC, utf8(topic));
        headers.add(PARTITION, utf8(Integer.toString(partition)));
        headers.add(OFFSET, utf8(Long.toString(offset)));
        return headers;
    }

    /// The record for the topic.
    ProducerRecord<byte[], byte[]> toRecord(
            long timestamp,
            byte @Nullable [] key,
            byte @Nullable [] value,
            @Nullable Headers original) {
        return new ProducerRecord<>(
                Topic.REJECTED.topicName(),
                null,
                Math.max(0, timestamp),
                key,
                value,
                headers(original == null ? new RecordHeaders() : original));
    }
}
