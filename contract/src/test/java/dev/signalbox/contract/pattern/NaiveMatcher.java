package dev.signalbox.contract.pattern;

import com.fasterxml.jackson.databind.JsonNode;

/// What a pattern means, said as plainly as can be: the machine must agree with it.
final class NaiveMatcher {
    private NaiveMatcher() {}

    static boolean matches(JsonNode pattern, JsonNode event) {
        for (var wanted : pattern.properties()) {
            JsonNode value = event.get(wanted.getKey());
            boolean fits =
                    wanted.getValue().isObject()
                            ? value != null && value.isObject() && matches(wanted.getValue(), value)
                            : value != null && fits(wanted.getValue(), value);
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(JsonNode wanted, JsonNode value) {
        if (value.isArray()) {
            for (JsonNode element : value) {
                if (oneOf(wanted, element)) {
                    return true;
                }
            }
            return false;
        }
        return oneOf(wanted, value);
    }

    private static boolean oneOf(JsonNode wanted, JsonNode value) {
        if (value.isContainerNode() || value.isNull()) {
            return false;
        }
        for (JsonNode text : wanted) {
            if (text.asText().equals(value.asText())) {
                return true;
            }
        }
        return false;
    }
}
