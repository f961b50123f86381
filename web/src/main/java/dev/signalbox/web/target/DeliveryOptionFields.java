package dev.signalbox.web.target;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.rule.Channel;
import dev.signalbox.contract.rule.DeliveryOptions;
import dev.signalbox.contract.rule.RetryPolicy;
import dev.signalbox.contract.rule.Transform;
import dev.signalbox.contract.transform.InvalidTransform;
import dev.signalbox.contract.transform.Transformer;
import dev.signalbox.web.input.InputObject;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The reading of the fields that every target has.
final class DeliveryOptionFields {
    private static final int MOST_CONCURRENT = 1_000;
    private static final int HIGHEST_RATE = 60_000;
    private static final List<String> FORMS =
            List.of("ORIGINAL", "CONSTANT", "JSONPATH", "TEMPLATE");

    private DeliveryOptionFields() {}

    /// Reads the fields that every target has.
    static DeliveryOptions read(InputObject input, Channel channel) {
        return new DeliveryOptions(
                transform(input),
                retry(input, channel.usualRetry()),
                input.flag("deadLetter", true),
                input.number(
                        "concurrency", DeliveryOptions.DEFAULT_CONCURRENCY, 1, MOST_CONCURRENT),
                input.number("ratePerMinute", 0, 1, HIGHEST_RATE),
                Map.of());
    }

    private static RetryPolicy retry(InputObject input, RetryPolicy usual) {
        String name = input.text("retry");
        if (name == null) {
            return usual;
        }
        for (RetryPolicy policy : RetryPolicy.values()) {
            if (policy.name().equals(name)) {
                return policy;
            }
        }
        input.problem(
                "retry",
                Arrays.stream(RetryPolicy.values())
                        .map(RetryPolicy::name)
                        .collect(Collectors.joining(" or ", "must be ", "")));
        return usual;
    }

    private static Transform transform(InputObject target) {
        JsonNode json = target.value("transform");
        if (json == null) {
            return Transform.ORIGINAL;
        }
        if (!(json instanceof ObjectNode object)) {
            target.problem("transform", "must be an object with a form, such as \"TEMPLATE\"");
            return Transform.ORIGINAL;
        }
        InputObject input = target.inside("transform", object);
        input.required("form", ", one of " + String.join(", ", FORMS));
        String name = input.text("form");
        if (name == null) {
            return Transform.ORIGINAL;
        }
        return switch (name) {
            case "ORIGINAL" -> {
                input.onlyFields(List.of("form"));
                yield Transform.ORIGINAL;
            }
            case "CONSTANT" -> {
                input.onlyFields(List.of("form", "value"));
                String text = text(input, "value");
                yield text == null
                        ? Transform.ORIGINAL
                        : usable(input, new Transform.Constant(text));
            }
            case "JSONPATH" -> {
                input.onlyFields(List.of("form", "value"));
                String path = text(input, "value");
                yield path == null
                        ? Transform.ORIGINAL
                        : usable(input, new Transform.JsonPath(path));
            }
            case "TEMPLATE" -> {
                input.onlyFields(List.of("form", "value", "template"));
                Map<String, String> variables = variables(input);
                String template = text(input, "template");
                yield variables == null || template == null
                        ? Transform.ORIGINAL
                        : usable(input, new Transform.Template(variables, template));
            }
            default -> {
                input.problem("form", "must be one of " + String.join(", ", FORMS));
                yield Transform.ORIGINAL;
            }
        };
    }

    private static Transform usable(InputObject input, Transform transform) {
        try {
            Transformer.of(transform);
        } catch (InvalidTransform e) {
            input.problem(e.path(), e.reason());
        }
        return transform;
    }

    /// Returns a text, or the text of a JSON object or array, as EventBridge's samples use it; null
    /// where there is none to use.
    private static @Nullable String text(InputObject input, String field) {
        JsonNode value = input.required(field, "");
        if (value == null || !value.isContainerNode()) {
            return input.text(field);
        }
        String json = value.toString();
        if (!InputObject.isWellFormed(json)) {
            input.problem(field, InputObject.HALF_CHARACTER);
            return null;
        }
        return json;
    }

    private static @Nullable Map<String, String> variables(InputObject input) {
        JsonNode value = input.value("value");
        var variables = new TreeMap<String, String>();
        if (value == null) {
            return variables;
        }
        if (!value.isObject()) {
            input.problem("value", "must be an object of names and JSONPaths or constants");
            return null;
        }
        boolean usable = true;
        for (var field : value.properties()) {
            String name = field.getKey();
            String text = field.getValue().textValue();
            if (text == null) {
                input.problem("value." + name, "must be a text");
                usable = false;
            } else if (!InputObject.isWellFormed(name + text)) {
                input.problem("value." + name, InputObject.HALF_CHARACTER);
                usable = false;
            } else {
                variables.put(name, text);
            }
        }
        return usable ? variables : null;
    }
}
