package dev.signalbox.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.event.EventKey;
import java.time.Instant;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// An event as it is kept in `signalbox.events`. Nothing of it is decoded before it is asked for.
/// Not for several threads.
public final class KeptEvent {
    private final ConsumerRecord<byte[], byte[]> item;
    private @Nullable String source;
    private @Nullable String type;

    /// @param item a record with a key
    KeptEvent(ConsumerRecord<byte[], byte[]> item) {
        this.item = item;
    }

    /// Its partition of `signalbox.events`.
    public int partition() {
        return item.partition();
    }

    /// Its offset there.
    public long offset() {
        return item.offset();
    }

    /// When ingest accepted it, in milliseconds since the epoch.
    public long acceptedMillis() {
        return item.timestamp();
    }

    /// When ingest accepted it.
    public Instant accepted() {
        return Instant.ofEpochMilli(item.timestamp());
    }

    /// Whether it is an event at all; what is not, the router has rejected. Of one that is not,
    /// neither source, type, nor body may be asked for.
    public boolean readable() {
        byte @Nullable [] value = item.value();
        return value != null
                && value.length >= 2
                && value[0] == '{'
                && value[value.length - 1] == '}'
                && item.headers().lastHeader(EventHeaders.SOURCE) != null
                && item.headers().lastHeader(EventHeaders.TYPE) != null;
    }

    /// The record's key, which is the text of [#eventKey].
    public byte[] key() {
        return item.key();
    }

    /// Its account, bus and id.
    public EventKey eventKey() {
        return EventKey.parse(new String(item.key(), UTF_8));
    }

    /// What its id is unique within; empty for its bus.
    public String idScope() {
        return Objects.requireNonNullElse(
                EventHeaders.text(item.headers(), EventHeaders.ID_SCOPE), "");
    }

    /// The event's `source`.
    public String source() {
        if (source == null) {
            source = Objects.requireNonNull(EventHeaders.text(headers(), EventHeaders.SOURCE));
        }
        return source;
    }

    /// The event's `type`.
    public String type() {
        if (type == null) {
            type = Objects.requireNonNull(EventHeaders.text(headers(), EventHeaders.TYPE));
        }
        return type;
    }

    /// The whole event, as JSON.
    public byte[] body() {
        return item.value();
    }

    /// The record's headers, as [EventHeaders] names them.
    public Headers headers() {
        return item.headers();
    }

    /// About how many bytes it holds in memory.
    int size() {
        return Math.max(0, item.serializedKeySize())
                + Math.max(0, item.serializedValueSize())
                + 500;
    }
}
