package dev.signalbox.contract.delivery;

import static dev.signalbox.contract.event.EventHeaders.utf8;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.tracing.Tracing;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/// The records of deliveries on `signalbox.deliveries`, `signalbox.retries` and
/// `signalbox.dead-letters`: the key is the target's, the value the event as it came from
/// `signalbox.events`, and headers say the rest.
public final class DeliveryRecords {
    /// The delivery id.
    public static final String ID = "signalbox-delivery";

    /// The event's key, `account/bus/id`.
    public static final String EVENT = "signalbox-event";

    /// The contact; absent where the target has none.
    public static final String CONTACT = "signalbox-contact";

    /// When ingest took the event in, in milliseconds since the epoch.
    public static final String ACCEPTED = "signalbox-accepted";

    /// The revision of the rule that matched, a decimal number; absent on records of older builds.
    public static final String REVISION = "signalbox-rule-revision";

    /// The failed attempts so far, a JSON array; absent before the first failure.
    public static final String ATTEMPTS = "signalbox-attempts";

    /// The replay's id; absent on live traffic.
    public static final String REPLAY = "signalbox-replay";

    /// Present on a delivery that a person sent again out of the dead letters. On its first record
    /// it names the letter, so that one that is sent again twice at once is met as a repetition;
    /// later it is `true`.
    public static final String REDRIVE = "signalbox-redrive";

    /// On `signalbox.retries`: when the next attempt is due, in milliseconds since the epoch.
    public static final String DUE = "signalbox-due";

    /// On `signalbox.retries` and `signalbox.deliveries`: how often the delivery was made to wait
    /// without an attempt; absent for never. With the id and the attempts it distinguishes a
    /// delivery that returns from one that is repeated.
    public static final String DEFERRALS = "signalbox-deferrals";

    /// On `signalbox.retries` and `signalbox.deliveries`: when the delivery was made to wait for
    /// the first time, in milliseconds since the epoch; absent on one that never was.
    public static final String PUT_OFF_SINCE = "signalbox-put-off-since";

    static final String REDRIVEN = "true";
    private static final byte[] YES = utf8(REDRIVEN);

    private DeliveryRecords() {}

    /// The record's key.
    public static byte[] key(Delivery delivery) {
        return utf8(delivery.target().toString());
    }

    /// The record's headers.
    public static Headers headers(Delivery delivery) {
        var headers = new RecordHeaders();
        EventHeaders.write(headers, delivery.source(), delivery.type(), delivery.rulesPosition());
        headers.add(ID, utf8(delivery.id()));
        headers.add(EVENT, delivery.event().toBytes());
        headers.add(ACCEPTED, utf8(Long.toString(delivery.accepted().toEpochMilli())));
        if (delivery.revision() != 0) {
            headers.add(REVISION, utf8(Long.toString(delivery.revision())));
        }
        if (!delivery.contact().isEmpty()) {
            headers.add(CONTACT, utf8(delivery.contact()));
        }
        if (!delivery.attempts().isEmpty()) {
            headers.add(ATTEMPTS, utf8(attemptsToJson(delivery.attempts())));
        }
        if (!delivery.replay().isEmpty()) {
            headers.add(REPLAY, utf8(delivery.replay()));
        }
        if (delivery.redrive()) {
            headers.add(REDRIVE, YES);
        }
        if (!delivery.trace().isEmpty()) {
            headers.add(Tracing.HEADER, utf8(delivery.trace()));
        }
        return headers;
    }

    /// The headers of an event's first delivery, made of the event's own without decoding them: the
    /// same as [#headers] would write.
    ///
    /// @param event the event's headers, `ce_source` and `ce_type` among them
    /// @param key the event's key as it is on its topic
    /// @param id the delivery id
    /// @param contact the contact; empty where the target has none
    /// @param acceptedMillis when ingest accepted the event, in milliseconds since the epoch
    /// @param rulesPosition how far the router had read the rules
    /// @param revision the revision of the rule that matched
    public static Headers headers(
            Headers event,
            byte[] key,
            String id,
            String contact,
            long acceptedMillis,
            long rulesPosition,
            long revision) {
        var headers =
                new RecordHeaders(
                        new Header[] {
                            EventHeaders.STRUCTURED_JSON_HEADER,
                            event.lastHeader(EventHeaders.SOURCE),
                            event.lastHeader(EventHeaders.TYPE),
                            new RecordHeader(
                                    EventHeaders.RULES_POSITION,
                                    utf8(Long.toString(rulesPosition))),
                            new RecordHeader(ID, utf8(id)),
                            new RecordHeader(EVENT, key),
                            new RecordHeader(ACCEPTED, utf8(Long.toString(acceptedMillis))),
                            new RecordHeader(REVISION, utf8(Long.toString(revision)))
                        });
        if (!contact.isEmpty()) {
            headers.add(CONTACT, utf8(contact));
        }
        return headers;
    }

    /// The headers of a record of `signalbox.retries`.
    ///
    /// @param due when the next attempt is due
    /// @param deferrals how often it was made to wait since the last attempt
    /// @param deferredSinceMillis when it was made to wait for the first time, in milliseconds
    ///   since the epoch; 0 for never
    public static Headers headersForRetry(
            Delivery delivery, Instant due, int deferrals, long deferredSinceMillis) {
        Headers headers = headers(delivery);
        headers.add(DUE, utf8(Long.toString(due.toEpochMilli())));
        if (deferrals > 0) {
            headers.add(DEFERRALS, utf8(Integer.toString(deferrals)));
        }
        if (deferredSinceMillis > 0) {
            headers.add(PUT_OFF_SINCE, utf8(Long.toString(deferredSinceMillis)));
        }
        return headers;
    }

    /// The headers of a delivery that is sent again out of the dead letters.
    ///
    /// @param offset the letter's offset in its partition
    /// @param before when it was sent again before; null for never
    public static Headers headersForRedrive(
            Delivery delivery, long offset, @Nullable Instant before) {
        Headers headers = headers(delivery).remove(REDRIVE);
        headers.add(
                REDRIVE,
                utf8(
                        before == null
                                ? Long.toString(offset)
                                : offset + "/" + before.toEpochMilli()));
        return headers;
    }

    /// Reads a record.
    ///
    /// @throws IllegalArgumentException saying what is missing or wrong, when it is no delivery
    public static ReceivedDelivery read(
            byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        return new DeliveryReader().read(key, value, headers);
    }

    /// The attempts as the JSON array of the header. A reason that is the one of the attempt before
    /// is left out: a target that is down says the same a hundred times.
    public static String attemptsToJson(List<Attempt> attempts) {
        var text = new StringWriter();
        try (JsonGenerator json = Json.FACTORY.createGenerator(text)) {
            json.writeStartArray();
            String before = null;
            for (Attempt attempt : attempts) {
                json.writeStartObject();
                json.writeNumberField("number", attempt.number());
                json.writeStringField("at", attempt.at().toString());
                json.writeNumberField("status", attempt.status());
                if (!attempt.reason().equals(before)) {
                    json.writeStringField("reason", attempt.reason());
                }
                before = attempt.reason();
                json.writeEndObject();
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
