package dev.signalbox.ingest;

import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.contract.tracing.Tracing;
import org.apache.kafka.clients.producer.ProducerRecord;

/// An event in its one form, whichever envelope it came in.
///
/// @param key account, bus and id
/// @param idScope what the id is unique within, beside account and bus
/// @param source the CloudEvents `source`
/// @param type the CloudEvents `type`
/// @param json the whole event as CloudEvents JSON
@SuppressWarnings("ArrayRecordComponent") // never compared, and never changed
record Event(EventKey key, String idScope, String source, String type, byte[] json) {

    /// The record that holds it, which may be written when the rules are known up to that position.
    ///
    /// @param trace the context of the hop, as the header `traceparent` has it; empty for none
    ProducerRecord<byte[], byte[]> toRecord(long rulesPosition, String trace) {
        var item =
                new ProducerRecord<byte[], byte[]>(Topic.EVENTS.topicName(), key.toBytes(), json);
        EventHeaders.write(item.headers(), source, type, rulesPosition);
        item.headers().add(EventHeaders.ID_SCOPE, EventHeaders.utf8(idScope));
        if (!trace.isEmpty()) {
            item.headers().add(Tracing.HEADER, EventHeaders.utf8(trace));
        }
        return item;
    }
}
