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
            json.writeStringField("deliveryId", outcome.deliveryId());
            json.writeObjectFieldStart("target");
            json.writeStringField("account", outcome.target().account());
            json.writeStringField("bus", outcome.target().bus());
            json.writeStringField("rule", outcome.target().rule());
            json.writeStringField("target", outcome.target().target());
            json.writeEndObject();
            json.writeStringField("channel", outcome.channel().label());
            json.writeStringField("eventId", outcome.eventId());
            json.writeNumberField("attempt", outcome.attempt());
            json.writeNumberField("at", outcome.atMillis());
            json.writeNumberField("tookMillis", outcome.tookMillis());
            json.writeNumberField("httpStatus", outcome.httpStatus());
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
                case Outcome.Dead dead -> json.writeStringField("reason", dead.reason());
            }
            json.writeEndObject();
            json.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("an outcome is always writable", e);
        }
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
        private @Nullable Channel channel;
        private @Nullable String eventId;
        private int attempt;
        private long atMillis;
        private long tookMillis;
        private int httpStatus;
        private String reason = "";
        private long dueMillis;
        private String mergedInto = "";

        void take(String name, JsonParser json) throws IOException {
            switch (name) {
                case "status" -> status = json.getText();
                case "deliveryId" -> deliveryId = json.getText();
                case "target" -> target = target(json);
                case "channel" -> channel = channel(json);
                case "eventId" -> eventId = json.getText();
                case "attempt" -> attempt = json.getIntValue();
                case "at" -> atMillis = json.getLongValue();
                case "tookMillis" -> tookMillis = json.getLongValue();
                case "httpStatus" -> httpStatus = json.getIntValue();
                case "reason" -> reason = json.getText();
                case "due" -> dueMillis = json.getLongValue();
                case "mergedInto" -> mergedInto = json.getText();
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
            String id = required(deliveryId, "deliveryId", json);
            TargetKey where = required(target, "target", json);
            Channel kind = required(channel, "channel", json);
            String event = required(eventId, "eventId", json);
            return switch (required(status, "status", json)) {
                case "delivered" ->
                        new Outcome.Delivered(
                                id,
                                where,
                                kind,
                                event,
                                attempt,
                                atMillis,
                                tookMillis,
                                httpStatus,
                                mergedInto);
                case "retrying" ->
                        new Outcome.Retrying(
                                id,
                                where,
                                kind,
                                event,
                                attempt,
                                atMillis,
                                tookMillis,
                                httpStatus,
                                reason,
                                dueMillis);
                case "dead" ->
                        new Outcome.Dead(
                                id,
                                where,
                                kind,
                                event,
                                attempt,
                                atMillis,
                                tookMillis,
                                httpStatus,
                                reason);
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
