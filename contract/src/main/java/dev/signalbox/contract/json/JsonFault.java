package dev.signalbox.contract.json;

import static java.util.Map.entry;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The fault in a text that is not JSON, in words for the one who wrote it: without the parser's
/// insides, and without the text's words, as one whose quotes were forgotten may be a secret.
///
/// @param kind what is wrong
/// @param reason the same in words
/// @param place where, such as ` (line 1, column 5)`; empty where it is not known
public record JsonFault(Kind kind, String reason, String place) {
    private static final String DUPLICATE = "Duplicate field '";

    /// The limits of the parser, by what it says of them.
    private static final Map<Pattern, String> LIMITS =
            Map.of(
                    Pattern.compile("Document nesting depth .* allowed \\((\\d+).*"),
                    "more than %s levels within one another",
                    Pattern.compile("Number value length .* allowed \\((\\d+).*"),
                    "a number of more than %s characters",
                    Pattern.compile("String value length .* allowed \\((\\d+).*"),
                    "a text of more than %s characters",
                    Pattern.compile("Name length .* allowed \\((\\d+).*"),
                    "a name of more than %s characters");

    /// The faults of form, by a part of what the parser says of them; the first that fits counts.
    private static final List<Map.Entry<String, String>> FORMS =
            List.of(
                    entry("ALLOW_COMMENTS", "a comment, which JSON does not have"),
                    entry("end-of-input", "the text ends before the JSON does"),
                    entry(
                            "Unrecognized token",
                            "a word that is neither in quotes nor true, false or null"),
                    entry("Non-standard token", "a number that JSON does not have"),
                    entry("numeric", "a number that is not written as in JSON"),
                    entry("Numeric", "a number that is not written as in JSON"),
                    entry("Unexpected close marker", "a bracket is closed that is not open"),
                    entry("expecting comma", "a comma or a closing bracket is missing"),
                    entry("expecting a colon", "a colon is missing after a name"),
                    entry("to start field name", "a name in double quotes is missing"),
                    entry("Illegal unquoted", "a control character within quotes"),
                    entry("CTRL-CHAR", "a control character"),
                    entry("white space character", "a control character"),
                    entry("escape", "an escape that JSON does not have"),
                    entry("urrogate", "half of a character"),
                    entry("UTF-8", "bytes that are not UTF-8"),
                    entry("Trailing token", "text after the end of the JSON"),
                    entry("root-level values", "text after the end of the JSON"),
                    entry("Unexpected character", "a value is missing, or is none of JSON"),
                    entry("Illegal character", "a character that does not belong there"),
                    entry("Invalid", "it is not written as JSON is"));

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
        String said = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
        String place = place(e.getLocation());
        if (e instanceof StreamConstraintsException) {
            return new JsonFault(
                    Kind.SIZE, "the JSON is too deep or a part of it too long: " + limit(said), "");
        }
        if (said.endsWith(Json.HUGE_NUMBER)) {
            return new JsonFault(Kind.SIZE, said, place);
        }
        if (said.startsWith(DUPLICATE)) {
            String key = said.substring(DUPLICATE.length(), said.length() - 1);
            return new JsonFault(
                    Kind.DUPLICATE_KEY, "the key '" + key + "' comes twice in one object", place);
        }
        return new JsonFault(Kind.FORM, form(said), place);
    }

    private static String limit(String said) {
        for (var known : LIMITS.entrySet()) {
            Matcher limit = known.getKey().matcher(said);
            if (limit.matches()) {
                return known.getValue().formatted(limit.group(1));
            }
        }
        return said;
    }

    /// What fits nothing is not the parser's but our own.
    private static String form(String said) {
        for (var known : FORMS) {
            if (said.contains(known.getKey())) {
                return known.getValue();
            }
        }
        return said;
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
