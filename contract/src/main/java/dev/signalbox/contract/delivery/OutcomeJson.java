package dev.signalbox.contract.delivery;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.signalbox.contract.rule.Channel;
import dev.signalbox.contract.rule.TargetKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Outcomes as JSON, written and read field by field: there is one for every delivery of the
/// system.
final class OutcomeJson {
    /// Written by a new virtual thread each time, which has no buffers of its own to use again.
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
                    .build();

    private OutcomeJson() {}

    static byte[] write(Outcome outcome) {
        try (var bytes = new ByteArrayBuilder(512);
                JsonGenerator json = FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("status", status(outcome));
            write(outcome.facts(), json);
            switch (outcome) {
                case Outcome.Delivered delivered -> {
                    if (!delivered.mergedInto().isEmpty()) {
                        json.writeStringField("mergedInto", delivered.mergedInto());
                    }
                }
                case Outcome.Retrying retrying -> {
                    json.writeStringField("reason", retrying.reason());
                    json.writeNumberField("due", retrying.dueMillis());
                }
                case Outcome.Dead dead -> {
                    json.writeStringField("reason", dead.reason());
                    if (dead.cancelled()) {
                        json.writeBooleanField("cancelled", true);
                    }
                }
            }
            json.writeEndObject();
            json.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("an outcome is always writable", e);
        }
    }

    /// Unknown facts are left out, as in records of older versions.
    private static void write(OutcomeFacts facts, JsonGenerator json) throws IOException {
        json.writeStringField("deliveryId", facts.deliveryId());
        json.writeObjectFieldStart("target");
        json.writeStringField("account", facts.target().account());
        json.writeStringField("bus", facts.target().bus());
        json.writeStringField("rule", facts.target().rule());
        json.writeStringField("target", facts.target().target());
        json.writeEndObject();
        if (!facts.contact().isEmpty()) {
            json.writeStringField("contact", facts.contact());
        }
        json.writeStringField("channel", facts.channel().label());
        json.writeStringField("eventId", facts.eventId());
        if (!facts.replay().isEmpty()) {
            json.writeStringField("replay", facts.replay());
        }
        if (facts.revision() != 0) {
            json.writeNumberField("revision", facts.revision());
        }
        if (facts.acceptedMillis() != 0) {
            json.writeNumberField("accepted", facts.acceptedMillis());
        }
        json.writeNumberField("attempt", facts.attempt());
        json.writeNumberField("at", facts.atMillis());
        json.writeNumberField("tookMillis", facts.tookMillis());
        json.writeNumberField("httpStatus", facts.httpStatus());
    }

    private static String status(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Delivered delivered -> "delivered";
            case Outcome.Retrying retrying -> "retrying";
            case Outcome.Dead dead -> "dead";
        };
    }

    static Outcome read(byte[] value) throws IOException {
        try (JsonParser json = FACTORY.createParser(value)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new JsonParseException(json, "an outcome is a JSON object");
            }
            var fields = new Fields();
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                json.nextToken();
                fields.take(name, json);
            }
            if (json.currentToken() != JsonToken.END_OBJECT) {
                throw new JsonParseException(json, "an outcome ends with its object");
            }
            return fields.outcome(json);
        } catch (IllegalArgumentException e) {
            throw new IOException("not an outcome: " + e.getMessage(), e);
        }
    }

    /// The fields read so far.
    private static final class Fields {
        private @Nullable String status;
        private @Nullable String deliveryId;
        private @Nullable TargetKey target;
        private String contact = "";
        private @Nullable Channel channel;
        private @Nullable String eventId;
        private String replay = "";
        private long revision;
        private long acceptedMillis;
        private int attempt;
        private long atMillis;
        private long tookMillis;
        private int httpStatus;
        private String reason = "";
        private long dueMillis;
        private String mergedInto = "";
        private boolean cancelled;

        void take(String name, JsonParser json) throws IOException {
            switch (name) {
                case "status" -> status = json.getText();
                case "deliveryId" -> deliveryId = json.getText();
                case "target" -> target = target(json);
                case "contact" -> contact = json.getText();
                case "channel" -> channel = channel(json);
                case "eventId" -> eventId = json.getText();
                case "replay" -> replay = json.getText();
                case "revision" -> revision = json.getLongValue();
                case "accepted" -> acceptedMillis = json.getLongValue();
                case "attempt" -> attempt = json.getIntValue();
                case "at" -> atMillis = json.getLongValue();
                case "tookMillis" -> tookMillis = json.getLongValue();
                case "httpStatus" -> httpStatus = json.getIntValue();
                case "reason" -> reason = json.getText();
                case "due" -> dueMillis = json.getLongValue();
                case "mergedInto" -> mergedInto = json.getText();
                case "cancelled" -> cancelled = json.getBooleanValue();
                default -> json.skipChildren();
            }
        }

        /// Older versions wrote capitals.
        private static Channel channel(JsonParser json) throws IOException {
            Channel channel = Channel.labelled(json.getText().toLowerCase(Locale.ROOT));
            if (channel == null) {
                throw new JsonParseException(json, "the channel is unknown");
            }
            return channel;
        }

        private static TargetKey target(JsonParser json) throws IOException {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                throw new JsonParseException(json, "the target is a JSON object");
            }
            String account = "";
            String bus = "";
            String rule = "";
            String target = "";
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                json.nextToken();
                switch (name) {
                    case "account" -> account = json.getText();
                    case "bus" -> bus = json.getText();
                    case "rule" -> rule = json.getText();
                    case "target" -> target = json.getText();
                    default -> json.skipChildren();
                }
            }
            return new TargetKey(account, bus, rule, target);
        }

        Outcome outcome(JsonParser json) throws IOException {
            var facts =
                    new OutcomeFacts(
                            required(deliveryId, "deliveryId", json),
                            required(target, "target", json),
                            contact,
                            required(channel, "channel", json),
                            required(eventId, "eventId", json),
                            replay,
                            revision,
                            acceptedMillis,
                            attempt,
                            atMillis,
                            tookMillis,
                            httpStatus);
            return switch (required(status, "status", json)) {
                case "delivered" -> new Outcome.Delivered(facts, mergedInto);
                case "retrying" -> new Outcome.Retrying(facts, reason, dueMillis);
                case "dead" -> new Outcome.Dead(facts, reason, cancelled);
                default -> throw new JsonParseException(json, "unknown status '" + status + "'");
            };
        }

        private static <T> T required(@Nullable T value, String name, JsonParser json)
                throws IOException {
            if (value == null) {
                throw new JsonParseException(json, "the field " + name + " is missing");
            }
            return value;
        }
    }
}
