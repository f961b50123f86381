package dev.signalbox.web.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.web.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A JSON object in a request, whose fields are read strictly: each problem is reported with its
/// path.
public final class InputObject {
    /// The problem of a text that UTF-8 cannot write.
    public static final String HALF_CHARACTER =
            "holds half of a surrogate pair, which is no character";

    private final ObjectNode json;
    private final String path;
    private final InputProblems problems;

    /// @param path the path of the object with a dot at its end; empty for the body itself
    /// @param problems where problems are reported
    public InputObject(ObjectNode json, String path, InputProblems problems) {
        this.json = json;
        this.path = path;
        this.problems = problems;
    }

    /// Takes the body of a request.
    ///
    /// @param meaning what the object is, such as `a rule`
    /// @throws ApiException 400 when the body is not an object
    public static InputObject body(JsonNode json, String meaning) {
        if (!(json instanceof ObjectNode object)) {
            throw ApiException.badRequest(
                    "RequestParameterInvalid", "the body must be a JSON object, " + meaning);
        }
        return new InputObject(object, "", new InputProblems());
    }

    /// Takes an object within this one.
    public InputObject inside(String field, ObjectNode object) {
        return new InputObject(object, path(field) + ".", problems);
    }

    /// The problems reported so far, of this object and of those around it.
    public InputProblems problems() {
        return problems;
    }

    /// Reports a problem of a field.
    public void problem(String field, String reason) {
        problems.add(path(field), reason);
    }

    /// The path of the object with a dot at its end; empty for the body itself.
    public String path() {
        return path;
    }

    private String path(String field) {
        return path + field;
    }

    /// Reports each field that is not one of these.
    public void onlyFields(List<String> known) {
        json.fieldNames()
                .forEachRemaining(field -> {
                    if (!known.contains(field)) {
                        problem(field, "there is no such field, only " + String.join(", ", known));
                    }
                });
    }

    /// Reports the field `name` where it differs from the name in the path of the request.
    public void sameName(String expected) {
        String given = text("name");
        if (given != null && !given.equals(expected)) {
            problem("name", "is not the name in the path, '" + expected + "'");
        }
    }

    /// Returns a field's value, or null where the field is absent.
    public @Nullable JsonNode value(String field) {
        return json.get(field);
    }

    /// Returns a field's value; reports the field where it is absent.
    public @Nullable JsonNode required(String field, String hint) {
        JsonNode value = json.get(field);
        if (value == null) {
            problem(field, "is missing" + hint);
        }
        return value;
    }

    /// Returns a text; null where the field is absent or has a problem.
    public @Nullable String text(String field) {
        JsonNode value = json.get(field);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            problem(field, "must be a text");
            return null;
        }
        if (!isWellFormed(value.textValue())) {
            problem(field, HALF_CHARACTER);
            return null;
        }
        return value.textValue();
    }

    /// Returns a text of at most so many characters.
    ///
    /// @param absent the answer where the field is absent
    public String text(String field, String absent, int longest) {
        String text = text(field);
        if (text == null) {
            return absent;
        }
        int length = text.codePointCount(0, text.length());
        if (length > longest) {
            problem(field, "has %d characters, more than %d".formatted(length, longest));
        }
        return text;
    }

    /// Returns a boolean.
    ///
    /// @param absent the answer where the field is absent
    public boolean flag(String field, boolean absent) {
        JsonNode value = json.get(field);
        if (value == null) {
            return absent;
        }
        if (!value.isBoolean()) {
            problem(field, "must be true or false");
        }
        return value.booleanValue();
    }

    /// Returns a whole number.
    ///
    /// @param absent the answer where the field is absent or has a problem
    public int number(String field, int absent, int least, int most) {
        JsonNode value = json.get(field);
        if (value == null) {
            return absent;
        }
        if (!value.isInt() || value.intValue() < least || value.intValue() > most) {
            problem(field, "must be a whole number from %d to %d".formatted(least, most));
            return absent;
        }
        return value.intValue();
    }

    /// Whether the text can be written as UTF-8.
    public static boolean isWellFormed(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
