package dev.signalbox.contract.pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/// Which events a rule wants: an object of the event's shape, whose leaves are arrays of the values
/// that are wanted there. All fields must fit; in one field, any of the values. Only `data` nests.
///
/// ```json
/// {"source": ["acs.dataworks"], "data": {"status": [5, 6]}}
/// ```
///
/// Values compare as EventBridge compares them: by their text, so that `5` and `"5"` are one and
/// `300` is not `300.0`. `{}` wants every event.
public final class Pattern {
    private final ObjectNode json;
    private final List<Field> fields;

    /// One field that must fit.
    ///
    /// @param path the names from the event's top to the field
    /// @param values the texts of which the field must have one
    public record Field(List<String> path, List<String> values) {
        /// Copies the lists.
        public Field {
            path = List.copyOf(path);
            values = List.copyOf(values);
        }
    }

    private Pattern(ObjectNode json, List<Field> fields) {
        this.json = json;
        this.fields = List.copyOf(fields);
    }

    /// Reads a pattern.
    ///
    /// @throws InvalidPattern saying what is wrong and where
    public static Pattern parse(JsonNode json) throws InvalidPattern {
        if (!(json instanceof ObjectNode object)) {
            throw new InvalidPattern("pattern", "must be an object");
        }
        var fields = new ArrayList<Field>();
        for (var entry : object.properties()) {
            String where = "pattern." + entry.getKey();
            if (entry.getKey().equals("data") && entry.getValue().isObject()) {
                nested(where, List.of("data"), entry.getValue(), fields);
            } else {
                fields.add(field(where, List.of(entry.getKey()), entry.getValue()));
            }
        }
        return new Pattern(object.deepCopy(), fields);
    }

    private static void nested(String where, List<String> path, JsonNode object, List<Field> fields)
            throws InvalidPattern {
        if (object.isEmpty()) {
            throw new InvalidPattern(where, "is empty; leave it out to want any value");
        }
        for (var entry : object.properties()) {
            var deeper = new ArrayList<>(path);
            deeper.add(entry.getKey());
            String at = where + "." + entry.getKey();
            if (entry.getValue().isObject()) {
                nested(at, deeper, entry.getValue(), fields);
            } else {
                fields.add(field(at, deeper, entry.getValue()));
            }
        }
    }

    private static Field field(String where, List<String> path, JsonNode wanted)
            throws InvalidPattern {
        if (!wanted.isArray()) {
            throw new InvalidPattern(
                    where,
                    wanted.isObject()
                            ? "only data may hold nested fields; write an array of values"
                            : "must be an array of values, such as [\"" + wanted.asText() + "\"]");
        }
        if (wanted.isEmpty()) {
            throw new InvalidPattern(where, "an empty array matches nothing");
        }
        var values = new ArrayList<String>();
        for (JsonNode value : wanted) {
            String at = where + "[" + values.size() + "]";
            if (!value.isTextual() && !value.isNumber() && !value.isBoolean()) {
                throw new InvalidPattern(at, "must be a text, a number, true or false");
            }
            values.add(value.asText());
        }
        return new Field(path, values);
    }

    /// The pattern as it was given.
    public ObjectNode json() {
        return json.deepCopy();
    }

    /// The fields that must fit, in the order they were given.
    public List<Field> fields() {
        return fields;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Pattern pattern && json.equals(pattern.json);
    }

    @Override
    public int hashCode() {
        return json.hashCode();
    }

    @Override
    public String toString() {
        return json.toString();
    }
}
