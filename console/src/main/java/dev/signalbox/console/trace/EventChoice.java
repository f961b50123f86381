package dev.signalbox.console.trace;

import dev.signalbox.console.history.PastEvent;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.pattern.PatternReach;
import dev.signalbox.contract.pattern.PatternVerdict;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/// The choice of kept events in a search. It looks at the bytes of keys and headers first, since
/// most records of a shared topic are of others, and at a body only where the pattern asks for more
/// than source and type.
final class EventChoice {
    private final Instant from;
    private final Instant to;
    private final byte[] keyBegin;
    private final byte @Nullable [] source;
    private final byte @Nullable [] type;
    private final @Nullable Pattern pattern;
    private final @Nullable PatternReach reach;
    private final boolean looksIntoBodies;

    /// @param account the account that owns them
    /// @param bus null for any
    /// @param from the earliest acceptance, included
    /// @param to the latest acceptance, included
    /// @param source the events' `source`; null for any
    /// @param type the events' `type`; null for any
    /// @param pattern which the events match; null for any
    EventChoice(
            String account,
            @Nullable String bus,
            Instant from,
            Instant to,
            @Nullable String source,
            @Nullable String type,
            @Nullable Pattern pattern) {
        this.from = from;
        this.to = to;
        this.source = source == null ? null : EventHeaders.utf8(source);
        this.type = type == null ? null : EventHeaders.utf8(type);
        this.pattern = pattern;
        keyBegin = EventHeaders.utf8(account + "/" + (bus == null ? "" : bus + "/"));
        reach = pattern == null ? null : PatternReach.of(pattern);
        looksIntoBodies =
                pattern != null && !pattern.fields().stream().allMatch(Pattern.Field::isEnvelope);
    }

    Instant from() {
        return from;
    }

    Instant to() {
        return to;
    }

    /// Returns the event of a record when it is selected; else null.
    @Nullable PastEvent selected(ConsumerRecord<byte[], byte[]> item) {
        if (item.timestamp() < from.toEpochMilli()
                || item.timestamp() > to.toEpochMilli()
                || !isOfAccount(item.key())
                || !has(item, EventHeaders.SOURCE, source)
                || !has(item, EventHeaders.TYPE, type)) {
            return null;
        }
        PastEvent event = PastEvent.read(item);
        return event != null && matches(event) ? event : null;
    }

    private boolean isOfAccount(byte @Nullable [] key) {
        return key != null
                && key.length > keyBegin.length
                && Arrays.equals(key, 0, keyBegin.length, keyBegin, 0, keyBegin.length);
    }

    private static boolean has(
            ConsumerRecord<byte[], byte[]> item, String name, byte @Nullable [] wanted) {
        if (wanted == null) {
            return true;
        }
        Header header = item.headers().lastHeader(name);
        return header != null && Arrays.equals(wanted, header.value());
    }

    private boolean matches(PastEvent event) {
        if (pattern == null || reach == null) {
            return true;
        }
        if (!reach.reaches(event.source(), event.type())) {
            return false;
        }
        try {
            return !looksIntoBodies || PatternVerdict.of(pattern, event.body()).matches();
        } catch (IOException e) {
            return false; // not JSON: the router has rejected it
        }
    }
}
