package dev.signalbox.console.target;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.input.ObjectForm;
import dev.signalbox.contract.rule.Handling;
import dev.signalbox.contract.rule.RetryPolicy;
import dev.signalbox.contract.rule.Transform;
import dev.signalbox.contract.transform.InvalidTransform;
import dev.signalbox.contract.transform.Transformer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads what a person wrote of how a target is handled.
final class HandlingForm {
    private static final int MOST_CONCURRENT = 1_000;
    private static final int HIGHEST_RATE = 60_000;
    private static final List<String> FORMS =
            List.of("ORIGINAL", "CONSTANT", "JSONPATH", "TEMPLATE");

    private static final String NO_CHARACTER =
            "holds half of a surrogate pair, which is no character";

    private HandlingForm() {}

    /// Reads the fields of a target that all targets have.
    static Handling read(ObjectForm form) {
        return new Handling(
                transform(form),
                retry(form),
                form.flag("deadLetter", true),
                form.number("concurrency", Handling.DEFAULT_CONCURRENCY, 1, MOST_CONCURRENT),
                form.number("ratePerMinute", 0, 1, HIGHEST_RATE),
                Map.of());
    }

    private static RetryPolicy retry(ObjectForm form) {
        String name = form.text("retry");
        if (name == null) {
            return RetryPolicy.BACKOFF_RETRY;
        }
        for (RetryPolicy policy : RetryPolicy.values()) {
            if (policy.name().equals(name)) {
                return policy;
            }
        }
        form.problem(
                "retry",
                Arrays.stream(RetryPolicy.values())
                        .map(RetryPolicy::name)
                        .collect(Collectors.joining(" or ", "must be ", "")));
        return RetryPolicy.BACKOFF_RETRY;
    }

    private static Transform transform(ObjectForm target) {
        JsonNode json = target.value("transform");
        if (json == null) {
            return Transform.ORIGINAL;
        }
        if (!(json instanceof ObjectNode object)) {
            target.problem("transform", "must be an object with a form, such as \"TEMPLATE\"");
            return Transform.ORIGINAL;
        }
        ObjectForm form = target.inside("transform", object);
        form.required("form", ", one of " + String.join(", ", FORMS));
        String name = form.text("form");
        if (name == null) {
            return Transform.ORIGINAL;
        }
        return switch (name) {
            case "ORIGINAL" -> {
                form.onlyFields(List.of("form"));
                yield Transform.ORIGINAL;
            }
            case "CONSTANT" -> {
                form.onlyFields(List.of("form", "value"));
                String text = text(form, "value");
                yield text == null
                        ? Transform.ORIGINAL
                        : usable(form, new Transform.Constant(text));
            }
            case "JSONPATH" -> {
                form.onlyFields(List.of("form", "value"));
                String path = text(form, "value");
                yield path == null
                        ? Transform.ORIGINAL
                        : usable(form, new Transform.JsonPath(path));
            }
            case "TEMPLATE" -> {
                form.onlyFields(List.of("form", "value", "template"));
                Map<String, String> variables = variables(form);
                String template = text(form, "template");
                yield variables == null || template == null
                        ? Transform.ORIGINAL
                        : usable(form, new Transform.Template(variables, template));
            }
            default -> {
                form.problem("form", "must be one of " + String.join(", ", FORMS));
                yield Transform.ORIGINAL;
            }
        };
    }

    private static Transform usable(ObjectForm form, Transform transform) {
        try {
            Transformer.of(transform);
        } catch (InvalidTransform e) {
            form.problem(e.path(), e.reason());
        }
        return transform;
    }

    /// A text, or JSON that stands for its own text, as in EventBridge's samples; null where there
    /// is none to use.
    private static @Nullable String text(ObjectForm form, String field) {
        JsonNode value = form.required(field, "");
        if (value == null || !value.isContainerNode()) {
            return form.text(field);
        }
        String json = value.toString();
        if (!ObjectForm.isWellFormed(json)) {
            form.problem(field, NO_CHARACTER);
            return null;
        }
        return json;
    }

    private static @Nullable Map<String, String> variables(ObjectForm form) {
        JsonNode value = form.value("value");
        var variables = new TreeMap<String, String>();
        if (value == null) {
            return variables;
        }
        if (!value.isObject()) {
            form.problem("value", "must be an object of names and JSONPaths or constants");
            return null;
        }
        boolean usable = true;
        for (var field : value.properties()) {
            String name = field.getKey();
            String text = field.getValue().textValue();
            if (text == null) {
                form.problem("value." + name, "must be a text");
                usable = false;
            } else if (!ObjectForm.isWellFormed(name + text)) {
                form.problem("value." + name, NO_CHARACTER);
                usable = false;
            } else {
                variables.put(name, text);
            }
        }
        return usable ? variables : null;
    }
}
