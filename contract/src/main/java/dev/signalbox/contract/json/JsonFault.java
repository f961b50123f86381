package dev.signalbox.contract.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.util.regex.Pattern;

/// The fault in a text that is not JSON, in words for the one who wrote it: without the parser's
/// insides, and without the text's words, as one whose quotes were forgotten may be a secret.
///
/// @param kind what is wrong
/// @param reason the same in words
/// @param place where, such as ` (line 1, column 5)`; empty where it is not known
public record JsonFault(Kind kind, String reason, String place) {
    private static final String DUPLICATE = "Duplicate field '";
    private static final Pattern INSIDES =
            Pattern.compile(
                    "Source: [^;\\]]*; |: enable `[^`]*` to allow|, from `[^`]*`| \\(bound as .*");

    /// The ways in which a text can be no JSON.
    public enum Kind {
        /// It has not the form that JSON has.
        FORM,
        /// A name comes twice in one object.
        DUPLICATE_KEY,
        /// It is too deep, or a part of it too long.
        SIZE
    }

    /// The parser's complaint.
    public static JsonFault of(JsonProcessingException e) {
        String said = e.getOriginalMessage();
        String place = place(e.getLocation());
        if (e instanceof StreamConstraintsException) {
            return new JsonFault(
                    Kind.SIZE,
                    "the JSON is too deep or a part of it too long: " + withoutInsides(said),
                    "");
        }
        if (said.startsWith(DUPLICATE)) {
            String key = said.substring(DUPLICATE.length(), said.length() - 1);
            return new JsonFault(
                    Kind.DUPLICATE_KEY, "the key '" + key + "' comes twice in one object", place);
        }
        return new JsonFault(Kind.FORM, form(said), place);
    }

    private static String form(String said) {
        if (said.startsWith("Unrecognized token")) {
            return "a word that is neither in quotes nor true, false or null";
        }
        if (said.startsWith("Trailing token")) {
            return "text after the end of the JSON";
        }
        return withoutInsides(said);
    }

    private static String withoutInsides(String said) {
        return INSIDES.matcher(said.lines().findFirst().orElse("")).replaceAll("");
    }

    /// A place in words.
    public static String place(JsonLocation location) {
        return location == null || location.getLineNr() < 1
                ? ""
                : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    /// The fault and its place.
    @Override
    public String toString() {
        return reason + place;
    }
}
