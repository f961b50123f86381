package dev.signalbox.contract.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializable;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// Reads JSON that is in Kafka already, whatever numbers are in it.
///
/// Ingest refuses a number whose exponent no program can read, such as `1e99999999910`. A record
/// that was kept before, or written by another program, may have one. It is no reason to lose the
/// whole event: the number becomes a node that has the text as it was written, and is no number to
/// conditions.
public final class KeptJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private KeptJson() {}

    /// A number that cannot be read, as it was written.
    private record WrittenNumber(String text) implements JsonSerializable {
        @Override
        public void serialize(JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeNumber(text);
        }

        @Override
        public void serializeWithType(
                JsonGenerator json, SerializerProvider provider, TypeSerializer types)
                throws IOException {
            serialize(json, provider);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /// Reads a text; a missing node where it is empty.
    ///
    /// @throws IOException when it is no JSON
    public static JsonNode read(byte[] text) throws IOException {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            return readNumbersAsWritten(text);
        }
    }

    private static JsonNode readNumbersAsWritten(byte[] text) throws IOException {
        try (JsonParser json = Json.FACTORY.createParser(text)) {
            JsonNode value = value(json, json.nextToken());
            if (json.nextToken() != null) {
                throw new JsonParseException(json, "text after the value");
            }
            return value;
        }
    }

    /// The value that begins with a token; no deeper than the parser allows.
    private static JsonNode value(JsonParser json, @Nullable JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> {
                var object = NODES.objectNode();
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    object.set(name, value(json, json.nextToken()));
                }
                yield object;
            }
            case START_ARRAY -> {
                var array = NODES.arrayNode();
                for (JsonToken next = json.nextToken();
                        next != JsonToken.END_ARRAY;
                        next = json.nextToken()) {
                    array.add(value(json, next));
                }
                yield array;
            }
            case VALUE_NUMBER_INT -> NODES.numberNode(new BigInteger(json.getText()));
            case VALUE_NUMBER_FLOAT -> number(json.getText());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            case VALUE_STRING -> NODES.textNode(json.getText());
            case null, default -> NODES.missingNode();
        };
    }

    private static JsonNode number(String text) {
        try {
            return NODES.numberNode(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return NODES.pojoNode(new WrittenNumber(text));
        }
    }
}
