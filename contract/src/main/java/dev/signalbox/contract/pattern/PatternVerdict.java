package dev.signalbox.contract.pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import dev.signalbox.contract.json.JsonFault;
import dev.signalbox.contract.json.KeptJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether a pattern matches an event, and if not, why not: the first condition that failed, and
/// what the event has there.
///
/// @param matches whether it does
/// @param path the first field that did not fit, such as `data.status`; null for a match
/// @param why a sentence that says what the event has there and what the pattern wants; null for a
///   match
public record PatternVerdict(boolean matches, @Nullable String path, @Nullable String why) {
    static final PatternVerdict MATCH = new PatternVerdict(true, null, null);
    private static final int LONGEST_SHOWN = 100;

    /// Judges an event.
    ///
    /// @param event the whole event as JSON
    /// @throws IOException when it is not a JSON object
    public static PatternVerdict of(Pattern pattern, byte[] event) throws IOException {
        JsonNode json;
        try {
            json = KeptJson.read(event);
        } catch (JsonProcessingException e) {
            throw new IOException("the event is no JSON: " + JsonFault.of(e), e);
        }
        if (json == null || !json.isObject()) {
            throw new IOException("the event is not a JSON object");
        }
        for (Pattern.Field field : pattern.fields()) {
            if (!fits(field, json)) {
                return mismatch(field, json);
            }
        }
        return MATCH;
    }

    /// Whether an event fits a field of a pattern.
    static boolean fits(Pattern.Field field, JsonNode event) {
        return field.fits(scalars(value(event, field.path())));
    }

    /// The verdict about an event that does not fit a field of a pattern.
    static PatternVerdict mismatch(Pattern.Field field, JsonNode event) {
        String path = String.join(".", field.path());
        return new PatternVerdict(
                false, path, path + why(event, value(event, field.path()), field));
    }

    private static JsonNode value(JsonNode event, List<String> path) {
        JsonNode value = event;
        for (String step : path) {
            value = value.isObject() ? value.path(step) : event.path(-1);
        }
        return value;
    }

    private static @Nullable List<Scalar> scalars(JsonNode value) {
        if (value.isMissingNode()) {
            return null;
        }
        var scalars = new ArrayList<Scalar>();
        if (value.isArray()) {
            for (JsonNode element : value) {
                if (!element.isContainerNode()) {
                    scalars.add(Scalar.of(element));
                }
            }
        } else if (!value.isObject()) {
            scalars.add(Scalar.of(value));
        }
        return scalars;
    }

    private static String why(JsonNode event, JsonNode value, Pattern.Field field) {
        String wants = ", and the pattern wants " + Condition.inWords(field.wanted());
        if (value.isMissingNode()) {
            return " is not there" + nearby(event, field.path()) + wants;
        }
        return " is " + shown(value) + wants + hint(value, field.wanted());
    }

    /// The value where the field was looked for.
    private static String nearby(JsonNode event, List<String> path) {
        JsonNode parent = event;
        for (int depth = 0; depth < path.size(); depth++) {
            String at = depth == 0 ? "the event" : String.join(".", path.subList(0, depth));
            if (!parent.isObject()) {
                return " (" + at + " is " + shown(parent) + ")";
            }
            JsonNode child = parent.path(path.get(depth));
            if (child.isMissingNode()) {
                var names = new ArrayList<String>();
                parent.fieldNames().forEachRemaining(names::add);
                String meant = Nearest.to(path.get(depth), names);
                boolean last = depth == path.size() - 1;
                return meant != null
                        ? " (but " + at + " has '" + meant + "')"
                        : last ? "" : " (" + at + " has no '" + path.get(depth) + "')";
            }
            parent = child;
        }
        return "";
    }

    private static String shown(JsonNode value) {
        String json = value.toString();
        String text =
                json.length() <= LONGEST_SHOWN
                        ? json
                        : json.substring(0, json.offsetByCodePoints(0, LONGEST_SHOWN / 2)) + "…";
        return switch (value.getNodeType()) {
            case OBJECT -> "the object " + text;
            case ARRAY -> "the array " + text;
            default -> text;
        };
    }

    /// What is easily overlooked.
    private static String hint(JsonNode value, List<Condition> wanted) {
        if (value.isObject()) {
            return "; an object has no value of its own, only its fields have";
        }
        if (value.isArray()) {
            boolean looked = value.isEmpty() || value.valueStream().anyMatch(JsonNode::isValueNode);
            return looked ? "" : "; objects and arrays within an array are not looked at";
        }
        boolean numeric = wanted.stream().anyMatch(one -> one instanceof Condition.Numeric);
        if (numeric && value.isTextual()) {
            return "; a text is no number, even if it looks like one";
        }
        boolean texts =
                wanted.stream()
                        .anyMatch(one ->
                                one instanceof Condition.Prefix
                                        || one instanceof Condition.Suffix
                                        || one instanceof Condition.Contains
                                        || one instanceof Condition.Cidr);
        return texts && value.getNodeType() == JsonNodeType.NUMBER ? "; a number is no text" : "";
    }
}
