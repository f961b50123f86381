package dev.signalbox.contract.topic;

import static dev.signalbox.contract.event.EventHeaders.utf8;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.signalbox.contract.json.JsonFault;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/// A record that cannot be used, as it is put on `signalbox.rejected`: key, value and headers as
/// they came, and headers that say where it was and what is wrong with it.
///
/// @param topic the topic it came from
/// @param partition its partition
/// @param offset its offset
/// @param reason what is wrong with it
public record Rejection(String topic, int partition, long offset, String reason) {
    /// The header for what is wrong with it.
    public static final String REASON = "signalbox-rejected-reason";

    /// The header for the topic it came from.
    public static final String TOPIC = "signalbox-rejected-topic";

    /// The header for its partition.
    public static final String PARTITION = "signalbox-rejected-partition";

    /// The header for its offset.
    public static final String OFFSET = "signalbox-rejected-offset";

    /// The rejection of a record for what its reader said of it.
    public static Rejection of(String topic, int partition, long offset, Exception why) {
        return new Rejection(topic, partition, offset, words(why));
    }

    private static String words(Exception why) {
        return why instanceof JsonProcessingException json
                ? "it cannot be read: " + JsonFault.of(json)
                : String.valueOf(why.getMessage());
    }

    /// The record's headers with the reason and the place added.
    public Headers headers(@Nullable Headers original) {
        var headers =
                original == null ? new RecordHeaders() : new RecordHeaders(original.toArray());
        headers.add(REASON, utf8(reason));
        headers.add(TOPIC, utf8(topic));
        headers.add(PARTITION, utf8(Integer.toString(partition)));
        headers.add(OFFSET, utf8(Long.toString(offset)));
        return headers;
    }

    /// The record for the topic.
    public ProducerRecord<byte[], byte[]> toRecord(
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
                headers(original));
    }
}
