package dev.signalbox.console.eventbridge;

import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.event.EventKey;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// An event as the history has it, without its content.
///
/// @param key which event it is
/// @param source the event's `source`
/// @param type the event's `type`
/// @param accepted when ingest took it in, in milliseconds since the epoch
record PastEvent(EventKey key, String source, String type, long accepted) {

    /// Reads a record of `signalbox.events`; null when it is no event.
    static @Nullable PastEvent read(ConsumerRecord<byte[], byte[]> item) {
        String source = EventHeaders.text(item.headers(), EventHeaders.SOURCE);
        String type = EventHeaders.text(item.headers(), EventHeaders.TYPE);
        byte @Nullable [] key = item.key();
        byte @Nullable [] value = item.value();
        if (source == null || type == null || key == null || value == null) {
            return null;
        }
        try {
            return new PastEvent(
                    EventKey.parse(new String(key, StandardCharsets.UTF_8)),
                    source,
                    type,
                    item.timestamp());
        } catch (IllegalArgumentException e) {
            return null; // the router has rejected it
        }
    }

    /// Whether it has that source; null for any.
    boolean isFrom(@Nullable String wanted) {
        return wanted == null || wanted.equals(source);
    }
}
