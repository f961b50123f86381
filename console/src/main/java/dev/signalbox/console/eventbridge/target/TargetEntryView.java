package dev.signalbox.console.eventbridge.target;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.eventbridge.call.EventBridgeCall;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.rule.Channel;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.web.target.TargetTranslator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The translation of a target from the JSON that people read into EventBridge's `TargetEntry`, the
/// reverse of [TargetEntryReader]. Parameters have the order and the names that the client wrote,
/// where one did.
public final class TargetEntryView {
    private static final String PARAM_LIST = "ParamList";

    private TargetEntryView() {}

    /// Returns a target as EventBridge's clients read it.
    public static ObjectNode of(
            EventBridgeCall call, RuleKey rule, Target target, TargetTranslator translator) {
        ObjectNode own = translator.view(rule, target);
        Map<String, String> kept = target.options().kept();
        TargetEntryType type = type(target.channel(), own, kept);
        ObjectNode entry = Json.MAPPER.createObjectNode();
        entry.put("Id", target.id());
        entry.put("Type", type.label());
        entry.put(
                "Endpoint",
                type.hasUrl()
                        ? own.path("url").asText()
                        : kept.getOrDefault(
                                "Endpoint", type.endpoint(call.region(), call.account())));
        entry.put("PushRetryStrategy", own.path("retry").asText());
        entry.put("ErrorsTolerance", kept.getOrDefault("ErrorsTolerance", "ALL"));
        if (kept.containsKey("DeadLetterQueue")) {
            entry.set("DeadLetterQueue", json(kept.get("DeadLetterQueue")));
        }
        entry.putObject("ConcurrentConfig").set("Concurrency", own.path("concurrency"));
        var list = entry.putArray(PARAM_LIST);
        params(type, own, kept).values().forEach(list::add);
        return entry;
    }

    private static TargetEntryType type(Channel channel, ObjectNode own, Map<String, String> kept) {
        String written = kept.get("Type");
        TargetEntryType type = written == null ? null : TargetEntryType.labelled(written);
        return type == null ? TargetEntryType.of(channel, own.path("url").asText()) : type;
    }

    private static JsonNode json(@Nullable String text) {
        try {
            return Json.MAPPER.readTree(Objects.requireNonNullElse(text, "{}"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what is kept was JSON once", e);
        }
    }

    /// Returns the names of the parameters that are shown of a target, in order.
    static List<String> keys(TargetEntryType type, ObjectNode own, Map<String, String> kept) {
        return List.copyOf(params(type, own, kept).keySet());
    }

    private static Map<String, ObjectNode> params(
            TargetEntryType type, ObjectNode own, Map<String, String> kept) {
        String order = kept.get(PARAM_LIST);
        var params = new LinkedHashMap<String, ObjectNode>();
        var left = new ArrayList<>(type.params());
        if (order != null) {
            for (String key : order.split(",", -1)) {
                TargetEntryParam param = type.param(key);
                if (param != null && left.remove(param)) {
                    ObjectNode shown = shown(key, param, own, kept);
                    if (shown != null) {
                        params.put(key, shown);
                    }
                }
            }
        }
        for (TargetEntryParam param : left) {
            ObjectNode shown = shown(param.key(), param, own, kept);
            if (shown != null && (order == null ? !isImplied(param, own) : says(param, own))) {
                params.put(param.key(), shown);
            }
        }
        return params;
    }

    /// Whether the parameter repeats the default and may be left out; only the transform of a
    /// registered template's parameters is left out.
    private static boolean isImplied(TargetEntryParam param, ObjectNode own) {
        boolean ofTemplate = own.has("template");
        return !says(param, own)
                && (ofTemplate || param.meaning() != TargetEntryParam.Meaning.TRANSFORM);
    }

    private static boolean says(TargetEntryParam param, ObjectNode own) {
        return switch (param.meaning()) {
            case TEXT, LIST, OBJECT, KEPT -> true;
            case FLAG -> own.path(param.field()).asBoolean();
            case TRANSFORM ->
                    own.has(param.field())
                            && !own.path(param.field()).path("form").asText().equals("ORIGINAL");
        };
    }

    private static @Nullable ObjectNode shown(
            String key, TargetEntryParam param, ObjectNode own, Map<String, String> kept) {
        ObjectNode json = Json.MAPPER.createObjectNode().put("ResourceKey", key);
        JsonNode value = own.path(param.field());
        return switch (param.meaning()) {
            case TEXT -> value.isMissingNode() ? null : constant(json, value.asText());
            case FLAG -> constant(json, Boolean.toString(value.asBoolean()));
            case LIST -> constant(json, joined(value));
            case OBJECT -> value.isMissingNode() ? null : constant(json, value.toString());
            case KEPT -> {
                String text = kept.get(param.keptName());
                yield text == null ? null : constant(json, text);
            }
            case TRANSFORM -> transform(json, value);
        };
    }

    private static ObjectNode constant(ObjectNode json, String value) {
        return json.put("Form", "CONSTANT").put("Value", value);
    }

    private static String joined(JsonNode list) {
        var items = new ArrayList<String>();
        list.forEach(item -> items.add(item.asText()));
        return String.join(",", items);
    }

    private static ObjectNode transform(ObjectNode json, JsonNode transform) {
        json.put("Form", transform.path("form").asText("ORIGINAL"));
        if (transform.has("value")) {
            JsonNode value = transform.path("value");
            json.put("Value", value.isTextual() ? value.asText() : value.toString());
        }
        if (transform.has("template")) {
            json.put("Template", transform.path("template").asText());
        }
        return json;
    }
}
