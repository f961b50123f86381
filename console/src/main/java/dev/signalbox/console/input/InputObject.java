package dev.signalbox.console.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A JSON object that a person filled in: reads its fields strictly, and says what is wrong with
/// each.
public final class InputObject {
    private final ObjectNode json;
    private final String path;
    private final InputProblems problems;

    /// @param path where the object stands, followed by a dot; empty for the body itself
    public InputObject(ObjectNode json, String path, InputProblems problems) {
        this.json = json;
        this.path = path;
        this.problems = problems;
    }

    /// The form of an object within this one.
    public InputObject inside(String field, ObjectNode object) {
        return new InputObject(object, at(field) + ".", problems);
    }

    /// The path of a field.
    String at(String field) {
        return path + field;
    }

    /// Reports a field.
    public void problem(String field, String reason) {
        problems.add(at(field), reason);
    }

    /// Reports every field that is none of these.
    public void onlyFields(List<String> known) {
        json.fieldNames()
                .forEachRemaining(field -> {
                    if (!known.contains(field)) {
                        problem(field, "there is no such field, only " + String.join(", ", known));
                    }
                });
    }

    /// A field's value, or null where it is absent.
    public @Nullable JsonNode value(String field) {
        return json.get(field);
    }

    /// A field's value; reports it where it is absent.
    public @Nullable JsonNode required(String field, String hint) {
        JsonNode value = json.get(field);
        if (value == null) {
            problem(field, "is missing" + hint);
        }
        return value;
    }

    /// A text, or null where there is none to use.
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
            problem(field, "holds half of a surrogate pair, which is no character");
            return null;
        }
        return value.textValue();
    }

    /// A text of at most so many characters.
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

    /// true or false.
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

    /// A whole number.
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
