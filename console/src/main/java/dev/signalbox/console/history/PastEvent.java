package dev.signalbox.console.history;

import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.event.EventLocation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// An event as `signalbox.events` keeps it.
///
/// @param key the event's account, bus and id
/// @param idScope what the id is unique within; empty for the bus
/// @param source the event's `source`
/// @param type the event's `type`
/// @param location where it lies, and when ingest accepted it
/// @param rulesPosition how far ingest had read the rules; 0 where it does not say
/// @param body the CloudEvent in structured mode
public record PastEvent(
        EventKey key,
        String idScope,
        String source,
        String type,
        EventLocation location,
        long rulesPosition,
        @SuppressWarnings("ArrayRecordComponent") byte[] body) {

    /// Reads a record; null when it is not an event.
    public static @Nullable PastEvent read(ConsumerRecord<byte[], byte[]> item) {
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
                    new EventLocation(
                            item.partition(),
                            item.offset(),
                            Instant.ofEpochMilli(item.timestamp())),
                    EventHeaders.number(item.headers(), EventHeaders.RULES_POSITION, 0),
                    value);
        } catch (IllegalArgumentException e) {
            return null; // the router has rejected it
        }
    }

    /// This event without its content.
    public PastEvent withoutBody() {
        return new PastEvent(key, idScope, source, type, location, rulesPosition, new byte[0]);
    }

    /// Whether it has that source; null for any.
    public boolean isFrom(@Nullable String wanted) {
        return wanted == null || wanted.equals(source);
    }

    /// When ingest accepted it.
    public Instant accepted() {
        return location.accepted();
    }

    /// The same in milliseconds since the epoch.
    public long acceptedMillis() {
        return accepted().toEpochMilli();
    }
}
