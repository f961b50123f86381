package dev.signalbox.console.eventbridge.target;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.eventbridge.call.EventBridgeCall;
import dev.signalbox.console.eventbridge.call.EventBridgeErrors;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.json.JsonFault;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.call.CallParameters;
import dev.signalbox.web.input.InputObject;
import dev.signalbox.web.input.InputProblems;
import dev.signalbox.web.target.TargetInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The translation of EventBridge's `TargetEntry` into the JSON that people write, which is then
/// read as if a person had written it.
final class TargetEntryReader {
    private static final int LONGEST_KEPT = 2_048;
    private static final String TEMPLATE = "TEMPLATE";

    private final EventBridgeCall call;
    private final ObjectNode entry;
    private final String where;
    private final TargetEntryType type;
    private final ObjectNode own = Json.MAPPER.createObjectNode();
    private final Map<String, String> kept = new TreeMap<>();
    private final List<String> written = new ArrayList<>();

    /// @param where such as `Targets[0]`
    TargetEntryReader(EventBridgeCall call, JsonNode json, String where) {
        this.call = call;
        this.where = where + ".";
        if (!(json instanceof ObjectNode object)) {
            throw CallParameters.invalid(where, "must be an object");
        }
        entry = object;
        String label = required("Type");
        TargetEntryType known = TargetEntryType.labelled(label);
        if (known == null) {
            throw EventBridgeErrors.targetType(label, TargetEntryType.names());
        }
        type = known;
    }

    /// Reads the entry.
    ///
    /// @throws ApiException 400 where the JSON is malformed; 409 where EventBridge's rules are
    ///   broken
    TargetEntry read() {
        own.put("id", required("Id"));
        own.put("type", type.channel().label());
        params();
        endpoint();
        for (TargetEntryParam param : type.params()) {
            if (param.required() && !own.has(param.field())) {
                throw EventBridgeErrors.missingAttribute(
                        type.label(), where + "ParamList." + param.key());
            }
        }
        String retry = text("PushRetryStrategy");
        if (retry != null && !retry.isEmpty()) {
            own.put("retry", retry);
        }
        concurrency();
        keepTheRest();
        var problems = new InputProblems();
        TargetInput form = TargetInput.read(own, where.substring(0, where.length() - 1), problems);
        TargetEntry.refuse(type, where, problems);
        if (form == null) {
            throw new IllegalStateException("no target, and nothing wrong with it");
        }
        return new TargetEntry(where, type, form, kept);
    }

    private void params() {
        JsonNode list = entry.get("ParamList");
        if (list == null) {
            return;
        }
        if (!list.isArray()) {
            throw CallParameters.invalid(where + "ParamList", "must be an array");
        }
        for (int i = 0; i < list.size(); i++) {
            String at = where + "ParamList[%d]".formatted(i);
            if (!(list.get(i) instanceof ObjectNode item)) {
                throw CallParameters.invalid(at, "must be an object");
            }
            JsonNode key = item.get("ResourceKey");
            if (key == null || !key.isTextual()) {
                throw CallParameters.invalid(
                        at + ".ResourceKey", "must be the name of a parameter");
            }
            param(key.textValue(), item);
        }
    }

    private void param(String key, ObjectNode item) {
        String at = where + "ParamList." + key;
        TargetEntryParam param = type.param(key);
        if (param == null) {
            throw EventBridgeErrors.unknownAttribute(
                    at, type.params().stream().map(TargetEntryParam::key).toList());
        }
        if (written.stream().anyMatch(key::equalsIgnoreCase)) {
            throw EventBridgeErrors.ineffective(at, "appears twice");
        }
        String form = ParamValue.form(item);
        if (param.meaning() == TargetEntryParam.Meaning.TRANSFORM) {
            own.set(param.field(), transform(item, form, at));
            written.add(key);
            return;
        }
        if (!form.equals(ParamValue.CONSTANT)) {
            throw EventBridgeErrors.ineffective(at, "its Form can only be CONSTANT here");
        }
        String value = ParamValue.text(item.get("Value"));
        if (value.isEmpty() && !param.required()) {
            return;
        }
        if (value.isEmpty()) {
            throw EventBridgeErrors.missingAttribute(type.label(), at);
        }
        written.add(key);
        switch (param.meaning()) {
            case TEXT -> own.put(param.field(), value);
            case FLAG -> own.set(param.field(), ParamValue.flag(value));
            case LIST -> own.set(param.field(), ParamValue.list(value));
            case OBJECT -> own.set(param.field(), ParamValue.json(value));
            case KEPT -> kept.put(param.keptName(), keepable(at, value));
            case TRANSFORM -> throw new IllegalStateException("was read above");
        }
    }

    private ObjectNode transform(ObjectNode item, String form, String at) {
        ObjectNode transform = Json.MAPPER.createObjectNode().put("form", form);
        if (form.equals("ORIGINAL")) {
            return transform;
        }
        JsonNode value = item.get("Value");
        if (form.equals(TEMPLATE)) {
            JsonNode template = item.get("Template");
            if (template == null) {
                throw EventBridgeErrors.missingAttribute(type.label(), at + ".Template");
            }
            transform.put("template", ParamValue.text(template));
            if (value != null && !ParamValue.text(value).isEmpty()) {
                transform.set("value", variables(value, at + ".Value"));
            }
            return transform;
        }
        if (value == null) {
            throw EventBridgeErrors.missingAttribute(type.label(), at + ".Value");
        }
        return transform.put("value", ParamValue.text(value));
    }

    private static ObjectNode variables(JsonNode value, String at) {
        JsonNode object = value;
        if (value.isTextual()) {
            try {
                object = Json.MAPPER.readTree(value.textValue());
            } catch (JsonProcessingException e) {
                throw EventBridgeErrors.ineffective(at, "is not JSON: " + JsonFault.of(e));
            }
        }
        if (!object.isObject()) {
            throw EventBridgeErrors.ineffective(
                    at, "must be an object of names and JSONPaths or constants");
        }
        ObjectNode variables = Json.MAPPER.createObjectNode();
        object.properties()
                .forEach(field -> variables.put(field.getKey(), ParamValue.text(field.getValue())));
        return variables;
    }

    /// Reads the endpoint. It is the URL of a target that is called by one, so either may replace
    /// the other.
    private void endpoint() {
        String endpoint = text("Endpoint");
        if (endpoint == null || endpoint.isEmpty()) {
            return;
        }
        if (!type.hasUrl()) {
            if (endpoint.equals(type.endpoint(call.region(), call.account()))) {
                return;
            }
            kept.put("Endpoint", keepable(where + "Endpoint", endpoint));
        } else if (!own.has("url")) {
            own.put("url", endpoint);
        }
    }

    private void concurrency() {
        JsonNode config = entry.get("ConcurrentConfig");
        if (config == null) {
            return;
        }
        if (!config.isObject()) {
            throw CallParameters.invalid(where + "ConcurrentConfig", "must be an object");
        }
        if (config.has("Concurrency")) {
            own.set("concurrency", config.get("Concurrency"));
        }
    }

    private void keepTheRest() {
        String tolerance = text("ErrorsTolerance");
        if (tolerance != null && !tolerance.isEmpty()) {
            String upper = tolerance.toUpperCase(Locale.ROOT);
            if (!upper.equals("ALL") && !upper.equals("NONE")) {
                throw EventBridgeErrors.ineffective(
                        where + "ErrorsTolerance", "must be ALL or NONE");
            }
            if (upper.equals("NONE")) {
                kept.put("ErrorsTolerance", upper);
            }
        }
        JsonNode queue = entry.get("DeadLetterQueue");
        if (queue != null) {
            if (!queue.isObject()) {
                throw CallParameters.invalid(where + "DeadLetterQueue", "must be an object");
            }
            if (!queue.isEmpty()) {
                kept.put("DeadLetterQueue", keepable(where + "DeadLetterQueue", queue.toString()));
            }
        }
        if (!type.isSaidBy(own.path("url").asText())) {
            kept.put("Type", type.label());
        }
        if (!TargetEntryView.keys(type, own, kept).equals(written)) {
            kept.put("ParamList", String.join(",", written));
        }
    }

    private static String keepable(String at, String value) {
        if (value.length() > LONGEST_KEPT || !InputObject.isWellFormed(value)) {
            throw EventBridgeErrors.ineffective(
                    at, "has more than %,d characters".formatted(LONGEST_KEPT));
        }
        return value;
    }

    private @Nullable String text(String name) {
        JsonNode value = entry.get(name);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            throw CallParameters.invalid(where + name, "must be a text");
        }
        return value.textValue();
    }

    private String required(String name) {
        String text = text(name);
        if (text == null || text.isEmpty()) {
            throw CallParameters.invalid(where + name, "is missing");
        }
        return text;
    }
}
