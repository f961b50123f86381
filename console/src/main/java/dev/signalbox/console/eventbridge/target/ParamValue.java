package dev.signalbox.console.eventbridge.target;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The reading of a parameter's value and form in EventBridge's `ParamList`. A value that is not of
/// the kind it should be stays a text, which the strict reading of the target then refuses.
final class ParamValue {
    /// The form of a value that does not depend on the event.
    static final String CONSTANT = "CONSTANT";

    private ParamValue() {}

    /// Returns the form in upper case; `CONSTANT` where there is none.
    static String form(ObjectNode item) {
        String form = text(item.get("Form"));
        return form.isEmpty() ? CONSTANT : form.toUpperCase(Locale.ROOT);
    }

    /// Returns the text of a scalar, or the JSON of anything else, as in EventBridge's samples.
    static String text(@Nullable JsonNode value) {
        if (value == null) {
            return "";
        }
        return value.isContainerNode() ? value.toString() : value.asText();
    }

    /// Returns a boolean.
    static JsonNode flag(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true" -> Json.MAPPER.getNodeFactory().booleanNode(true);
            case "false" -> Json.MAPPER.getNodeFactory().booleanNode(false);
            default -> Json.MAPPER.getNodeFactory().textNode(value);
        };
    }

    /// Returns JSON.
    static JsonNode json(String value) {
        try {
            return Json.MAPPER.readTree(value);
        } catch (JsonProcessingException e) {
            return Json.MAPPER.getNodeFactory().textNode(value);
        }
    }

    /// Returns a list: of a JSON array, or of texts with commas between them.
    static JsonNode list(String value) {
        if (value.startsWith("[")) {
            return json(value);
        }
        var list = Json.MAPPER.createArrayNode();
        for (String item : value.split(",", -1)) {
            list.add(item.strip());
        }
        return list;
    }
}
