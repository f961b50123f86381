package dev.signalbox.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// A JSON value within the bytes it was read from: neither built into objects nor written anew, so
/// that it stays as the sender wrote it.
///
/// @param bytes what it is a part of
/// @param start its first byte
/// @param end the byte after its last
@SuppressWarnings("ArrayRecordComponent") // never compared, and never changed
record JsonSlice(byte[] bytes, int start, int end) {
    /// Levels within one another that a value may have. Readers of JSON allow some more; the rest
    /// is for what the event is wrapped in on its way.
    static final int DEEPEST = 90;

    private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1f]");
    private static final int LONGEST_NUMBER = 1_000;
    private static final int LONGEST_EXPONENT = 5;

    /// Receives the members of an object that is read.
    interface Members {
        /// A member of the object itself, not of one within it.
        void member(JsonParser parser, JsonToken value) throws IOException;
    }

    /// Reads the value that the parser is at, to its end, where it is not going to stay JSON: depth
    /// and numbers are bounded by the parser alone.
    static JsonSlice pass(JsonParser parser, byte[] bytes) throws IOException {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        return new JsonSlice(bytes, start, (int) parser.currentLocation().getByteOffset());
    }

    /// Reads the value that the parser is at, to its end.
    static JsonSlice read(JsonParser parser, byte[] bytes, Members members) throws IOException {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        JsonToken token = parser.currentToken();
        for (int depth = 0; ; token = parser.nextToken()) {
            switch (token) {
                case START_OBJECT, START_ARRAY -> {
                    if (++depth > DEEPEST) {
                        throw new StreamConstraintsException(
                                "more than " + DEEPEST + " levels within one another");
                    }
                }
                case END_OBJECT, END_ARRAY -> depth--;
                case FIELD_NAME -> {
                    if (depth == 1) {
                        token = parser.nextToken();
                        members.member(parser, token);
                        depth += token.isStructStart() ? 1 : 0;
                        checkNumber(parser, token);
                    }
                }
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> checkNumber(parser, token);
                default -> {}
            }
            if (depth == 0) {
                parser.finishToken();
                return new JsonSlice(bytes, start, (int) parser.currentLocation().getByteOffset());
            }
        }
    }

    /// Numbers keep all their digits; but none may cost its readers more than it cost its sender.
    private static void checkNumber(JsonParser parser, JsonToken token) throws IOException {
        if (!token.isNumeric()) {
            return;
        }
        int length = parser.getTextLength();
        if (length > LONGEST_NUMBER) {
            throw new StreamConstraintsException(
                    "a number of more than " + LONGEST_NUMBER + " characters");
        }
        if (token == JsonToken.VALUE_NUMBER_FLOAT) {
            String text = parser.getText();
            int exponent = Math.max(text.indexOf('e'), text.indexOf('E'));
            if (exponent >= 0 && length - exponent - 1 > LONGEST_EXPONENT) {
                throw new StreamConstraintsException(
                        "an exponent of more than " + LONGEST_EXPONENT + " characters");
            }
        }
    }

    /// The JSON text on one line: control characters of JSON are white space.
    String text() {
        String text = new String(bytes, start, end - start, StandardCharsets.UTF_8);
        return CONTROL.matcher(text).replaceAll(" ");
    }
}
