package dev.signalbox.contract.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import java.util.Map;
import java.util.TreeMap;

/// The JSON of targets within a rule's record, secrets sealed.
public final class TargetRecords {
    private TargetRecords() {}

    static ObjectNode write(Target target) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("id", target.id());
        json.put("type", target.channel().label());
        write(json, target.options());
        json.setAll(target.channel().kind().write(target));
        return json;
    }

    private static void write(ObjectNode json, DeliveryOptions options) {
        json.put("retry", options.retry().name());
        json.put("deadLetter", options.deadLetter());
        json.put("concurrency", options.concurrency());
        if (options.ratePerMinute() > 0) {
            json.put("ratePerMinute", options.ratePerMinute());
        }
        if (!options.kept().isEmpty()) {
            ObjectNode kept = json.putObject("kept");
            new TreeMap<>(options.kept()).forEach(kept::put);
        }
        if (!options.transform().equals(Transform.ORIGINAL)) {
            json.set("transform", write(options.transform()));
        }
    }

    private static ObjectNode write(Transform transform) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        switch (transform) {
            case Transform.Original _ -> json.put("form", "ORIGINAL");
            case Transform.Constant constant ->
                    json.put("form", "CONSTANT").put("value", constant.text());
            case Transform.JsonPath path -> json.put("form", "JSONPATH").put("value", path.path());
            case Transform.Template template -> {
                json.put("form", "TEMPLATE");
                ObjectNode variables = json.putObject("value");
                template.variables().forEach(variables::put);
                json.put("template", template.template());
            }
        }
        return json;
    }

    /// Reads a target.
    ///
    /// @throws IllegalArgumentException when it is none, or one of a later version
    public static Target read(JsonNode json) {
        String id = json.path("id").asText();
        if (id.isEmpty()) {
            throw new IllegalArgumentException("a target has no id");
        }
        String type = json.path("type").asText();
        Channel channel = Channel.labelled(type);
        if (channel == null) {
            throw new IllegalArgumentException("unknown target type '" + type + "'");
        }
        return channel.kind().read(id, readHandling(json, channel), json);
    }

    private static DeliveryOptions readHandling(JsonNode json, Channel channel) {
        return new DeliveryOptions(
                json.has("transform") ? readTransform(json.path("transform")) : Transform.ORIGINAL,
                json.has("retry") ? retry(json.path("retry").asText()) : channel.usualRetry(),
                json.path("deadLetter").asBoolean(true),
                json.path("concurrency").asInt(DeliveryOptions.DEFAULT_CONCURRENCY),
                json.path("ratePerMinute").asInt(),
                texts(json.path("kept")));
    }

    private static RetryPolicy retry(String name) {
        for (RetryPolicy policy : RetryPolicy.values()) {
            if (policy.name().equals(name)) {
                return policy;
            }
        }
        throw new IllegalArgumentException("unknown retry policy '" + name + "'");
    }

    private static Transform readTransform(JsonNode json) {
        String form = json.path("form").asText();
        return switch (form) {
            case "ORIGINAL" -> Transform.ORIGINAL;
            case "CONSTANT" -> new Transform.Constant(json.path("value").asText());
            case "JSONPATH" -> new Transform.JsonPath(json.path("value").asText());
            case "TEMPLATE" ->
                    new Transform.Template(
                            texts(json.path("value")), json.path("template").asText());
            default -> throw new IllegalArgumentException("unknown transform '" + form + "'");
        };
    }

    private static Map<String, String> texts(JsonNode json) {
        var texts = new TreeMap<String, String>();
        json.properties().forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
        return texts;
    }
}
