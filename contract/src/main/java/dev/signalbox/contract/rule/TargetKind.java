package dev.signalbox.contract.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.signalbox.contract.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The description of a kind of target: everything that rules, forms and limits must know of it.
/// The sender is apart, in the notifier.
///
/// @param type the record of its targets
/// @param fields its own fields, in the order in which they are stored and shown
/// @param eventBridge how EventBridge's clients write it
/// @param pai which events of PAI's own buses it may be sent
/// @param limits how many messages its service takes from one sender; empty for any number
/// @param constructor makes a target of its stored fields
public record TargetKind<T extends Target>(
        Class<T> type,
        List<TargetField<T>> fields,
        EventBridgeForm eventBridge,
        PaiEvents pai,
        List<Limit> limits,
        Constructor<T> constructor) {

    /// The events of PAI's own buses that a kind of target may be sent. Source: PAI, "Event
    /// notification".
    public enum PaiEvents {
        /// All of them.
        ANY,
        /// Model events.
        MODELS_ONLY,
        /// All but Model events.
        NO_MODELS
    }

    /// A limit of a service: at most so many messages in any period of that length.
    public record Limit(int most, Duration period) {
        static Limit perMinute(int most) {
            return new Limit(most, Duration.ofMinutes(1));
        }

        static Limit perSecond(int most) {
            return new Limit(most, Duration.ofSeconds(1));
        }
    }

    /// Makes a target of its stored fields.
    public interface Constructor<T> {
        /// Makes the target.
        ///
        /// @throws IllegalArgumentException when a required secret is missing
        T of(String id, DeliveryOptions options, Stored fields);
    }

    /// The stored values of a target's own fields, by the factories of [TargetField] that name
    /// them.
    public record Stored(JsonNode json) {
        SealedSecret url() {
            return new SealedSecret(json.path("url").asText());
        }

        @Nullable SealedSecret signingKey() {
            return secret("signingKey");
        }

        @Nullable SealedSecret token() {
            return secret("token");
        }

        Map<String, SealedSecret> headers() {
            var headers = new TreeMap<String, SealedSecret>();
            json.path("headers")
                    .properties()
                    .forEach(header ->
                            headers.put(
                                    header.getKey(), new SealedSecret(header.getValue().asText())));
            return headers;
        }

        List<String> contacts() {
            var contacts = new ArrayList<String>();
            json.path("contacts").forEach(contact -> contacts.add(contact.asText()));
            return contacts;
        }

        String template() {
            return json.path("template").asText();
        }

        @Nullable String line(String field) {
            return json.has(field) ? json.path(field).asText() : null;
        }

        boolean flag(String field) {
            return json.path(field).asBoolean();
        }

        private @Nullable SealedSecret secret(String field) {
            String text = line(field);
            return text == null ? null : new SealedSecret(text);
        }
    }

    /// Copies the fields and limits.
    public TargetKind {
        fields = List.copyOf(fields);
        limits = List.copyOf(limits);
    }

    /// Its own field of that name.
    ///
    /// @throws IllegalArgumentException when it has none
    public TargetField<T> field(String name) {
        for (TargetField<T> field : fields) {
            if (field.name().equals(name)) {
                return field;
            }
        }
        throw new IllegalArgumentException("no field is named " + name);
    }

    /// The stored form of a target's own fields, secrets sealed.
    public ObjectNode write(Target target) {
        T own = type.cast(target);
        ObjectNode json = Json.MAPPER.createObjectNode();
        for (TargetField<T> field : fields) {
            JsonNode value = field.value().apply(own);
            if (value != null) {
                json.set(field.name(), value);
            }
        }
        return json;
    }

    /// Reads the stored form of a target's own fields; others are skipped.
    ///
    /// @throws IllegalArgumentException when a secret is missing or not sealed
    public T read(String id, DeliveryOptions options, JsonNode json) {
        return constructor.of(id, options, new Stored(json));
    }

    Target withSecrets(Target target, UnaryOperator<SealedSecret> change) {
        if (fields.stream().noneMatch(field -> field.type().isSecret())) {
            return target;
        }
        ObjectNode json = write(target);
        for (TargetField<T> field : fields) {
            JsonNode value = json.get(field.name());
            if (field.type().isSecret() && value != null) {
                json.set(field.name(), changed(value, change));
            }
        }
        return read(target.id(), target.options(), json);
    }

    private static JsonNode changed(JsonNode value, UnaryOperator<SealedSecret> change) {
        if (value.isTextual()) {
            return TextNode.valueOf(change.apply(new SealedSecret(value.textValue())).text());
        }
        ObjectNode byName = Json.MAPPER.createObjectNode();
        value.properties()
                .forEach(one -> byName.set(one.getKey(), changed(one.getValue(), change)));
        return byName;
    }
}
