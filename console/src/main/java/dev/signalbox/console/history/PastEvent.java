package dev.signalbox.console.history;

import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.event.EventKey;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// An event of the history, without its content.
///
/// @param key the event's account, bus and id
/// @param idScope what the id is unique within; empty for the bus
/// @param source the event's `source`
/// @param type the event's `type`
/// @param acceptedMillis when ingest accepted it, in milliseconds since the epoch
public record PastEvent(
        EventKey key, String idScope, String source, String type, long acceptedMillis) {

    /// Reads a record of `signalbox.events`; null when it is not an event.
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
                    Objects.requireNonNullElse(
                            EventHeaders.text(item.headers(), EventHeaders.ID_SCOPE), ""),
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
