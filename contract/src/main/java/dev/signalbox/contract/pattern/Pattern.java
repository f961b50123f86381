package dev.signalbox.contract.pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which events a rule wants: an object of the event's shape, whose leaves are arrays of what is
/// wanted there. All fields must fit; in one field, any of the conditions. Only `data` nests.
///
/// ```json
/// {"source": [{"prefix": "acs."}], "data": {"status": [5, 6]}}
/// ```
///
/// This is the language of Alibaba Cloud EventBridge, and means what it means there: values compare
/// by their text, so that `5` and `"5"` are one and `300` is not `300.0`; a field that is missing
/// fits nothing but `{"exists": false}`; of an array one element must fit, and the objects in it
/// fit nothing. `{}` wants every event. docs/rules.md teaches all of it.
public final class Pattern {
    public static final List<String> SOURCE = List.of("source");
    public static final List<String> TYPE = List.of("type");

    /// As text, since many patterns are kept and few are looked at: a tree is eight times as large.
    private final String json;

    private final List<Field> fields;

    /// One field that must fit.
    ///
    /// @param path the names from the event's top to the field
    /// @param wanted the conditions of which one must hold
    public record Field(List<String> path, List<Condition> wanted) {
        public Field {
            path = List.copyOf(path);
            wanted = List.copyOf(wanted);
        }

        /// Whether this is `source` or `type`, which are known without reading the event.
        public boolean isEnvelope() {
            return path.equals(TYPE) || path.equals(SOURCE);
        }

        /// Whether these values fit.
        ///
        /// @param values the field's; null where it is not there
        public boolean fits(@Nullable List<Scalar> values) {
            for (int i = 0; i < wanted.size(); i++) {
                if (wanted.get(i).fits(values)) {
                    return true;
                }
            }
            return false;
        }
    }

    private Pattern(String json, List<Field> fields) {
        this.json = json;
        this.fields = List.copyOf(fields);
    }

    /// Reads a pattern.
    ///
    /// @throws InvalidPattern saying what is wrong and where
    public static Pattern parse(JsonNode json) throws InvalidPattern {
        List<Field> fields = PatternParser.parse(json);
        return new Pattern(text(json), fields);
    }

    /// The pattern as it was given.
    public ObjectNode json() {
        try {
            return (ObjectNode) Json.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("it was a tree", e);
        }
    }

    private static String text(JsonNode json) {
        try {
            return Json.MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is always writable", e);
        }
    }

    /// The fields that must fit, in the order they were given.
    public List<Field> fields() {
        return fields;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Pattern pattern
                && (json.equals(pattern.json) || json().equals(pattern.json()));
    }

    @Override
    public int hashCode() {
        return json().hashCode();
    }

    @Override
    public String toString() {
        return json;
    }
}
