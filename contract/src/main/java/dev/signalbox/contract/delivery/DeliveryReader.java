package dev.signalbox.contract.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.tracing.Tracing;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// Reads deliveries as [DeliveryRecords] writes them.
///
/// Names that come again and again (targets, sources, types, accounts and buses) are kept once for
/// all deliveries: thousands of them wait in memory, and most of what they hold is names.
///
/// For one thread.
public final class DeliveryReader {
    private static final int KEPT = 20_000;

    private final Map<String, TargetKey> targets = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();

    /// The texts of the headers; null for those that are not there.
    private static final class HeaderTexts {
        private @Nullable String id;
        private @Nullable String event;
        private @Nullable String source;
        private @Nullable String type;
        private @Nullable String accepted;
        private @Nullable String rulesPosition;
        private @Nullable String revision;
        private @Nullable String contact;
        private @Nullable String attempts;
        private @Nullable String replay;
        private @Nullable String redrive;
        private @Nullable String deferrals;
        private @Nullable String deferredSince;
        private @Nullable String trace;

        /// Looks at each header once; the last of a name counts.
        HeaderTexts(Headers headers) {
            for (Header header : headers) {
                if (header.value() != null) {
                    add(header.key(), header.value());
                }
            }
        }

        private void add(String name, byte[] value) {
            switch (name) {
                case DeliveryRecords.ID -> id = text(value);
                case DeliveryRecords.EVENT -> event = text(value);
                case EventHeaders.SOURCE -> source = text(value);
                case EventHeaders.TYPE -> type = text(value);
                case DeliveryRecords.ACCEPTED -> accepted = text(value);
                case EventHeaders.RULES_POSITION -> rulesPosition = text(value);
                case DeliveryRecords.REVISION -> revision = text(value);
                case DeliveryRecords.CONTACT -> contact = text(value);
                case DeliveryRecords.ATTEMPTS -> attempts = text(value);
                case DeliveryRecords.REPLAY -> replay = text(value);
                case DeliveryRecords.REDRIVE -> redrive = text(value);
                case Tracing.HEADER -> trace = text(value);
                case DeliveryRecords.DEFERRALS -> deferrals = text(value);
                case DeliveryRecords.PUT_OFF_SINCE -> deferredSince = text(value);
                default -> {}
            }
        }

        private static String text(byte[] value) {
            return new String(value, UTF_8);
        }

        private @Nullable String identity(String of) {
            return redrive == null
                    ? of
                    : redrive.equals(DeliveryRecords.REDRIVEN) ? null : of + "/" + redrive;
        }
    }

    /// Reads a record.
    ///
    /// @throws IllegalArgumentException saying what is missing or wrong, when it is no delivery
    public ReceivedDelivery read(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        if (key == null || value == null) {
            throw new IllegalArgumentException("a delivery has a key and a value");
        }
        var texts = new HeaderTexts(headers);
        TargetKey target = kept(targets, new String(key, UTF_8), TargetKey::parse);
        String id = required(texts.id, DeliveryRecords.ID);
        var delivery =
                new Delivery(
                        id,
                        target,
                        texts.contact == null ? "" : texts.contact,
                        event(required(texts.event, DeliveryRecords.EVENT), target),
                        name(required(texts.source, EventHeaders.SOURCE)),
                        name(required(texts.type, EventHeaders.TYPE)),
                        Instant.ofEpochMilli(
                                number(
                                        required(texts.accepted, DeliveryRecords.ACCEPTED),
                                        DeliveryRecords.ACCEPTED)),
                        number(texts.rulesPosition, EventHeaders.RULES_POSITION),
                        number(texts.revision, DeliveryRecords.REVISION),
                        texts.attempts == null ? List.of() : attempts(texts.attempts),
                        texts.replay == null ? "" : texts.replay,
                        texts.redrive != null,
                        value,
                        texts.trace == null ? "" : texts.trace);
        return new ReceivedDelivery(
                delivery,
                texts.identity(id),
                (int) number(texts.deferrals, DeliveryRecords.DEFERRALS),
                number(texts.deferredSince, DeliveryRecords.PUT_OFF_SINCE));
    }

    private static String required(@Nullable String text, String name) {
        if (text == null) {
            throw new IllegalArgumentException("the header " + name + " is missing");
        }
        return text;
    }

    private static long number(@Nullable String text, String name) {
        try {
            return text == null ? 0 : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the header " + name + " is not a number", e);
        }
    }

    private String name(String text) {
        return kept(names, text, name -> name);
    }

    private static <T> T kept(Map<String, T> known, String text, Function<String, T> reader) {
        T found = known.get(text);
        if (found == null) {
            found = reader.apply(text);
            if (known.size() >= KEPT) {
                known.clear();
            }
            known.put(text, found);
        }
        return found;
    }

    /// The event's account and bus are those of its target, and so need not be kept twice.
    private static EventKey event(String text, TargetKey target) {
        int bus = target.account().length() + 1;
        int id = bus + target.bus().length() + 1;
        boolean same =
                text.length() > id
                        && text.startsWith(target.account())
                        && text.charAt(bus - 1) == '/'
                        && text.startsWith(target.bus(), bus)
                        && text.charAt(id - 1) == '/';
        return same
                ? new EventKey(target.account(), target.bus(), text.substring(id))
                : EventKey.parse(text);
    }

    /// A reason that was left out is the one of the attempt before.
    private static List<Attempt> attempts(String text) {
        try {
            var attempts = new ArrayList<Attempt>();
            String reason = "";
            for (JsonNode attempt : Json.MAPPER.readTree(text)) {
                reason = attempt.path("reason").asText(reason);
                attempts.add(
                        new Attempt(
                                attempt.path("number").asInt(),
                                Instant.parse(attempt.path("at").asText()),
                                attempt.path("status").asInt(),
                                reason));
            }
            return attempts;
        } catch (JsonProcessingException | DateTimeException e) {
            throw new IllegalArgumentException(
                    "the header " + DeliveryRecords.ATTEMPTS + " is unreadable", e);
        }
    }
}
