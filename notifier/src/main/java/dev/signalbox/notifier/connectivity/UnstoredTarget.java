package dev.signalbox.notifier.connectivity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.rule.Channel;
import dev.signalbox.contract.rule.RetryPolicy;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetField;
import dev.signalbox.contract.rule.TargetRecords;
import dev.signalbox.contract.rule.Vault;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.call.CallParameters;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads a target as people write it, to try it before it is stored. What only shows when it is
/// sent, such as a url that no client can call, is left to the channel.
final class UnstoredTarget {
    private static final String MASK = "***";
    private static final Set<String> COMMON =
            Set.of(
                    "id",
                    "type",
                    "transform",
                    "retry",
                    "deadLetter",
                    "concurrency",
                    "ratePerMinute",
                    "health");

    private UnstoredTarget() {}

    /// Reads it.
    ///
    /// @param id the id in the path
    /// @throws ApiException 400 naming the field that cannot be used
    static Target read(JsonNode json, RuleKey rule, String id, Vault vault) {
        if (!(json instanceof ObjectNode written)) {
            throw CallParameters.invalid("body", "must be a target, such as {\"type\": \"http\"}");
        }
        Channel channel = Channel.labelled(written.path("type").asText());
        if (channel == null) {
            throw CallParameters.invalid(
                    "type",
                    Arrays.stream(Channel.values())
                            .map(Channel::label)
                            .collect(Collectors.joining(", ", "must be one of ", "")));
        }
        List<? extends TargetField<?>> fields = channel.kind().fields();
        for (String name : written.propertyStream().map(field -> field.getKey()).toList()) {
            if (!COMMON.contains(name)
                    && fields.stream().noneMatch(field -> field.name().equals(name))) {
                throw CallParameters.invalid(name, "there is no such field");
            }
        }
        ObjectNode stored = Json.MAPPER.createObjectNode();
        stored.put("id", id);
        stored.put("type", channel.label());
        stored.put("retry", RetryPolicy.BACKOFF_RETRY.name());
        if (written.get("transform") instanceof ObjectNode transform) {
            stored.set("transform", texts(transform));
        }
        for (TargetField<?> field : fields) {
            JsonNode value = written.get(field.name());
            if (value != null) {
                stored.set(field.name(), stored(field, value, rule, vault));
            } else if (field.type().isRequired()) {
                throw CallParameters.invalid(field.name(), "is missing");
            }
        }
        try {
            return TargetRecords.read(stored);
        } catch (IllegalArgumentException e) {
            throw CallParameters.invalid("body", String.valueOf(e.getMessage()));
        }
    }

    /// A transform whose template and values are texts, as they may be JSON too.
    private static ObjectNode texts(ObjectNode transform) {
        ObjectNode texts = transform.deepCopy();
        for (String name : List.of("template", "value")) {
            JsonNode value = texts.get(name);
            boolean variables = name.equals("value") && texts.has("template");
            if (value != null && value.isContainerNode() && !variables) {
                texts.put(name, value.toString());
            }
        }
        return texts;
    }

    private static JsonNode stored(
            TargetField<?> field, JsonNode value, RuleKey rule, Vault vault) {
        String name = field.name();
        return switch (field.type()) {
            case URL, SIGNING_KEY, STANDARD_WEBHOOKS_KEY, TOKEN -> sealed(name, value, rule, vault);
            case HEADERS -> {
                if (!value.isObject()) {
                    throw CallParameters.invalid(name, "must be an object of names and values");
                }
                ObjectNode headers = Json.MAPPER.createObjectNode();
                for (var header : value.properties()) {
                    String path = name + "." + header.getKey();
                    headers.set(header.getKey(), sealed(path, header.getValue(), rule, vault));
                }
                yield headers;
            }
            case PHONES, MAINLAND_PHONES, ADDRESSES -> {
                if (!value.isArray()
                        || value.isEmpty()
                        || !value.valueStream().allMatch(JsonNode::isTextual)) {
                    throw CallParameters.invalid(name, "must be an array of at least one text");
                }
                yield value;
            }
            case TEMPLATE, LINE -> TextNode.valueOf(text(name, value));
            case FLAG -> value;
        };
    }

    private static TextNode sealed(String path, JsonNode value, RuleKey rule, Vault vault) {
        String text = text(path, value);
        if (text.contains(MASK)) {
            throw CallParameters.invalid(
                    path, "holds ***; give it whole, or try the stored target by an empty body");
        }
        return TextNode.valueOf(vault.seal(rule, text).text());
    }

    private static String text(String path, JsonNode value) {
        if (!value.isTextual()) {
            throw CallParameters.invalid(path, "must be a text");
        }
        return value.textValue();
    }
}
