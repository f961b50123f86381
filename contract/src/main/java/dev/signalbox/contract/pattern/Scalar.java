package dev.signalbox.contract.pattern;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// One value of an event that conditions look at. Objects and arrays are none; an array's elements
/// are.
///
/// @param text the value's text; a number's as [#number(String)] says
/// @param number the number; null where the value is none, or has an exponent too long to be read
public record Scalar(Kind kind, String text, @Nullable BigDecimal number) {
    public static final Scalar NULL = new Scalar(Kind.NULL, "null", null);
    public static final Scalar TRUE = new Scalar(Kind.TRUTH, "true", null);
    public static final Scalar FALSE = new Scalar(Kind.TRUTH, "false", null);

    public enum Kind {
        TEXT,
        NUMBER,
        TRUTH,
        NULL
    }

    /// The value that was just read.
    public static Scalar read(JsonParser json, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_NULL -> NULL;
            case VALUE_TRUE -> TRUE;
            case VALUE_FALSE -> FALSE;
            case VALUE_NUMBER_FLOAT, VALUE_NUMBER_INT -> number(json.getText());
            default -> text(json.getText());
        };
    }

    public static Scalar text(String text) {
        return new Scalar(Kind.TEXT, text, null);
    }

    /// A number has the text it was written with, but for exponents and minus zero: these have one
    /// text however they were written. `300` and `300.0` differ.
    public static Scalar number(String written) {
        BigDecimal number;
        try {
            number = new BigDecimal(written);
        } catch (NumberFormatException e) {
            return new Scalar(Kind.NUMBER, written, null);
        }
        return new Scalar(Kind.NUMBER, number.toString(), number);
    }

    /// The value of a node that is neither object nor array.
    public static Scalar of(JsonNode node) {
        return switch (node.getNodeType()) {
            case NULL, MISSING -> NULL;
            case BOOLEAN -> node.booleanValue() ? TRUE : FALSE;
            // A number that cannot be read is no number to the reader of trees.
            case NUMBER, POJO -> number(node.asText());
            default -> text(node.asText());
        };
    }

    public boolean isText() {
        return kind == Kind.TEXT;
    }
}
