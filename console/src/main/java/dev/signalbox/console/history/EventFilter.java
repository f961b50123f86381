package dev.signalbox.console.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.contract.pattern.PatternVerdict;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.rule.Rule;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// The choice of events in a search: those of a bus that were accepted in a period, both ends
/// included.
public final class EventFilter {
    private final BusKey bus;
    private final Instant from;
    private final Instant to;
    private final @Nullable String source;
    private final @Nullable String type;
    private final @Nullable Rule rule;
    private final byte[] keyBegin;

    /// @param source the events' `source`; null for any
    /// @param type the events' `type`; null for any
    /// @param rule whose current pattern the events match; null for any
    public EventFilter(
            BusKey bus,
            Instant from,
            Instant to,
            @Nullable String source,
            @Nullable String type,
            @Nullable Rule rule) {
        this.bus = bus;
        this.from = from;
        this.to = to;
        this.source = source;
        this.type = type;
        this.rule = rule;
        keyBegin = (bus + "/").getBytes(UTF_8);
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
                || !isOfBus(item.key())) {
            return null;
        }
        PastEvent event = PastEvent.read(item);
        return event != null
                        && event.isFrom(source)
                        && (type == null || type.equals(event.type()))
                        && matches(item.value())
                ? event.withoutBody()
                : null;
    }

    /// Compares bytes, because most records of a shared topic are of other buses.
    private boolean isOfBus(byte @Nullable [] key) {
        return key != null
                && key.length > keyBegin.length
                && Arrays.equals(key, 0, keyBegin.length, keyBegin, 0, keyBegin.length);
    }

    private boolean matches(byte[] body) {
        try {
            return rule == null || PatternVerdict.of(rule.pattern(), body).matches();
        } catch (IOException e) {
            return false; // not JSON: the router has rejected it
        }
    }

    /// The question that a page's token belongs to.
    String question() {
        return List.of(
                        bus.toString(),
                        Long.toString(from.toEpochMilli()),
                        Long.toString(to.toEpochMilli()),
                        source == null ? "" : "s" + source,
                        type == null ? "" : "t" + type,
                        rule == null ? "" : "r" + rule.key().rule())
                .toString();
    }
}
