package dev.signalbox.console.eventbridge;

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

/// Which events of a bus are asked for: those accepted from one moment to another, both included.
final class Period {
    private final BusKey bus;
    private final Instant from;
    private final Instant to;
    private final @Nullable String source;
    private final @Nullable String type;
    private final @Nullable Rule rule;
    private final byte[] keyBegin;

    /// @param source the events' `source`; null for any
    /// @param type the events' `type`; null for any
    /// @param rule whose pattern, as it is now, the events fit; null for any
    Period(
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

    /// The event of a record, when it is asked for; else null.
    @Nullable PastEvent wanted(ConsumerRecord<byte[], byte[]> item) {
        if (item.timestamp() < from.toEpochMilli()
                || item.timestamp() > to.toEpochMilli()
                || !isOfBus(item.key())) {
            return null;
        }
        PastEvent event = PastEvent.read(item);
        return event != null
                        && event.isFrom(source)
                        && (type == null || type.equals(event.type()))
                        && fits(item.value())
                ? event
                : null;
    }

    /// Most records of a shared topic are of other buses; their keys need no text.
    private boolean isOfBus(byte @Nullable [] key) {
        return key != null
                && key.length > keyBegin.length
                && Arrays.equals(key, 0, keyBegin.length, keyBegin, 0, keyBegin.length);
    }

    private boolean fits(byte[] body) {
        try {
            return rule == null || PatternVerdict.of(rule.pattern(), body).matches();
        } catch (IOException e) {
            return false; // no JSON: the router has rejected it
        }
    }

    /// What a token of this question must be a token of.
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
