package dev.signalbox.contract.pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import java.util.ArrayList;
import java.util.List;

/// Reads the fields of a pattern, down to their conditions.
final class PatternParser {
    /// Attributes that may be misspelt. Source: CloudEvents 1.0, and EventBridge's own.
    private static final List<String> ATTRIBUTES =
            List.of(
                    "id",
                    "source",
                    "specversion",
                    "type",
                    "subject",
                    "time",
                    "datacontenttype",
                    "dataschema",
                    "data",
                    "aliyunaccountid",
                    "aliyuneventbusname",
                    "aliyunregionid",
                    "aliyunpublishtime",
                    "aliyunpublishaddr",
                    "aliyunoriginalaccountid");

    private static final int LONGEST_SHOWN = 40;

    private final List<Pattern.Field> fields = new ArrayList<>();

    private PatternParser() {}

    static List<Pattern.Field> parse(JsonNode json) throws InvalidPattern {
        if (!(json instanceof ObjectNode object)) {
            throw new InvalidPattern("pattern", "must be an object");
        }
        var parser = new PatternParser();
        for (var entry : object.properties()) {
            String name = entry.getKey();
            String where = "pattern." + shown(name);
            attribute(where, name);
            if (name.equals("data") && entry.getValue().isObject()) {
                parser.nested(where, List.of(name), entry.getValue());
            } else {
                parser.field(where, List.of(name), entry.getValue());
            }
        }
        return parser.fields;
    }

    private static void attribute(String where, String name) throws InvalidPattern {
        boolean possible =
                !name.isEmpty()
                        && name.chars()
                                .allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
        if (!possible && !name.equals("data_base64")) {
            String meant = Nearest.to(name, ATTRIBUTES);
            throw new InvalidPattern(
                    where,
                    "no event has such an attribute, as their names are made of a to z and 0 to 9"
                            + (meant == null ? "" : "; did you mean '" + meant + "'?"));
        }
    }

    private void nested(String where, List<String> path, JsonNode object) throws InvalidPattern {
        if (object.isEmpty()) {
            throw new InvalidPattern(where, "is empty; leave it out to want any value");
        }
        if (path.size() > Json.DEEPEST) {
            throw new InvalidPattern(where, "nests deeper than " + Json.DEEPEST + " levels");
        }
        for (var entry : object.properties()) {
            var deeper = new ArrayList<>(path);
            deeper.add(entry.getKey());
            String at = where + "." + shown(entry.getKey());
            wellFormed(at, entry.getKey());
            if (entry.getValue().isObject()) {
                nested(at, deeper, entry.getValue());
            } else {
                field(at, deeper, entry.getValue());
            }
        }
    }

    private void field(String where, List<String> path, JsonNode wanted) throws InvalidPattern {
        if (!wanted.isArray()) {
            throw new InvalidPattern(where, noArray(path.getLast(), wanted));
        }
        if (wanted.isEmpty()) {
            throw new InvalidPattern(where, "an empty array matches nothing");
        }
        fields.add(new Pattern.Field(path, ConditionParser.all(where, wanted)));
    }

    private static String noArray(String name, JsonNode wanted) {
        if (wanted.isObject()) {
            boolean operator =
                    wanted.properties().stream()
                            .anyMatch(entry -> ConditionParser.OPERATORS.contains(entry.getKey()));
            return operator
                    ? "must be an array; put the operator within, as in [" + shown(wanted) + "]"
                    : "only data may hold nested fields; write an array of values";
        }
        String hint =
                ConditionParser.OPERATORS.contains(name)
                        ? "; if it is meant as an operator, the object it stands in must be within"
                                + " an array"
                        : "";
        String example = wanted.isTextual() ? quoted(wanted) : shown(wanted);
        return "must be an array of values, such as [" + example + "]" + hint;
    }

    private static String quoted(JsonNode value) {
        return '"' + shown(value.asText()) + '"';
    }

    /// What a person wrote, in short.
    static String shown(JsonNode json) {
        return shown(json.toString());
    }

    static String shown(String text) {
        return text.length() <= LONGEST_SHOWN
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST_SHOWN / 2)) + "…";
    }

    /// Half of a surrogate pair is no character, and no event holds it.
    static void wellFormed(String where, String text) throws InvalidPattern {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw new InvalidPattern(
                        where, "holds half of a surrogate pair, which is no character");
            }
        }
    }
}
