package dev.signalbox.contract.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.signalbox.contract.json.Json;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A field that a kind of target has of its own. It is stored and shown under one name.
///
/// @param name its name in JSON
/// @param type the type of its value
/// @param value the stored value in a target; null for none
public record TargetField<T>(String name, Type type, Function<T, @Nullable JsonNode> value) {

    /// The types of fields; a form checks a value by its type.
    public enum Type {
        /// Where the target is called; sealed, since it may hold a token.
        URL(true, true),
        /// The key that calls are signed with; sealed.
        SIGNING_KEY(false, true),
        /// The key that calls are signed with as Standard Webhooks defines it, or two with a space
        /// between them; sealed.
        STANDARD_WEBHOOKS_KEY(false, true),
        /// A text that is sent to the URL as proof of the sender; sealed.
        TOKEN(false, true),
        /// Headers that are sent to the URL, by name; their values are sealed.
        HEADERS(false, true),
        /// Phone numbers.
        PHONES(true, false),
        /// Phone numbers of mainland China.
        MAINLAND_PHONES(true, false),
        /// E-mail addresses.
        ADDRESSES(true, false),
        /// The code of a registered template.
        TEMPLATE(true, false),
        /// A text of one line.
        LINE(false, false),
        /// True or false, which is the default.
        FLAG(false, false);

        private final boolean required;
        private final boolean secret;

        Type(boolean required, boolean secret) {
            this.required = required;
            this.secret = secret;
        }

        /// Whether every target of the kind has a value.
        public boolean isRequired() {
            return required;
        }

        /// Whether the value is stored as a [SealedSecret], or as one for each name, and shown
        /// masked.
        public boolean isSecret() {
            return secret;
        }
    }

    static <T> TargetField<T> url(Function<T, SealedSecret> value) {
        return new TargetField<>("url", Type.URL, target -> sealed(value.apply(target)));
    }

    static <T> TargetField<T> signingKey(Function<T, @Nullable SealedSecret> value) {
        return new TargetField<>(
                "signingKey", Type.SIGNING_KEY, target -> sealed(value.apply(target)));
    }

    static <T> TargetField<T> standardWebhooksKey(Function<T, @Nullable SealedSecret> value) {
        return new TargetField<>(
                "signingKey", Type.STANDARD_WEBHOOKS_KEY, target -> sealed(value.apply(target)));
    }

    static <T> TargetField<T> token(Function<T, @Nullable SealedSecret> value) {
        return new TargetField<>("token", Type.TOKEN, target -> sealed(value.apply(target)));
    }

    static <T> TargetField<T> headers(Function<T, Map<String, SealedSecret>> value) {
        return new TargetField<>(
                "headers", Type.HEADERS, target -> sealedByName(value.apply(target)));
    }

    static <T> TargetField<T> phones(Function<T, List<String>> value) {
        return new TargetField<>("contacts", Type.PHONES, target -> texts(value.apply(target)));
    }

    static <T> TargetField<T> mainlandPhones(Function<T, List<String>> value) {
        return new TargetField<>(
                "contacts", Type.MAINLAND_PHONES, target -> texts(value.apply(target)));
    }

    static <T> TargetField<T> addresses(Function<T, List<String>> value) {
        return new TargetField<>("contacts", Type.ADDRESSES, target -> texts(value.apply(target)));
    }

    static <T> TargetField<T> template(Function<T, String> value) {
        return new TargetField<>("template", Type.TEMPLATE, target -> text(value.apply(target)));
    }

    static <T> TargetField<T> line(String name, Function<T, @Nullable String> value) {
        return new TargetField<>(name, Type.LINE, target -> text(value.apply(target)));
    }

    static <T> TargetField<T> flag(String name, Function<T, Boolean> value) {
        return new TargetField<>(
                name, Type.FLAG, target -> BooleanNode.valueOf(value.apply(target)));
    }

    private static @Nullable JsonNode sealed(@Nullable SealedSecret secret) {
        return secret == null ? null : TextNode.valueOf(secret.text());
    }

    private static @Nullable JsonNode sealedByName(Map<String, SealedSecret> secrets) {
        if (secrets.isEmpty()) {
            return null;
        }
        ObjectNode object = Json.MAPPER.createObjectNode();
        secrets.forEach((name, secret) -> object.put(name, secret.text()));
        return object;
    }

    private static @Nullable JsonNode text(@Nullable String text) {
        return text == null ? null : TextNode.valueOf(text);
    }

    private static JsonNode texts(List<String> texts) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        texts.forEach(array::add);
        return array;
    }
}
