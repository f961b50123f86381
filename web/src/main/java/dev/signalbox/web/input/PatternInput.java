package dev.signalbox.web.input;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.json.JsonFault;
import dev.signalbox.contract.pattern.InvalidPattern;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.call.CallParameters;
import org.jspecify.annotations.Nullable;

/// The strict reading of a pattern that a person wrote.
///
/// The parser checks the names of fields for half surrogate pairs, but not the texts; this does.
public final class PatternInput {
    private PatternInput() {}

    /// Reads the field `pattern`; reports what is wrong with it and returns null.
    public static @Nullable Pattern read(InputObject input) {
        JsonNode json = input.required("pattern", "; {} matches every event");
        if (json == null) {
            return null;
        }
        var problems = new InputProblems();
        checkTexts(json, "pattern", problems);
        problems.all().forEach(problem -> input.problems().add(problem.path(), problem.reason()));
        if (!problems.all().isEmpty()) {
            return null;
        }
        try {
            return Pattern.parse(json);
        } catch (InvalidPattern e) {
            input.problems().add(e.path(), e.reason());
            return null;
        }
    }

    /// Parses a pattern.
    ///
    /// @throws InvalidPattern naming the first thing that is wrong with it
    public static Pattern parse(JsonNode json) throws InvalidPattern {
        var problems = new InputProblems();
        checkTexts(json, "pattern", problems);
        if (!problems.all().isEmpty()) {
            InputProblems.Problem first = problems.all().getFirst();
            throw new InvalidPattern(first.path(), first.reason());
        }
        return Pattern.parse(json);
    }

    /// Reads the pattern in the query parameter `pattern`; null where there is none.
    ///
    /// @throws ApiException 400 naming what is wrong with it
    public static @Nullable Pattern parameter(CallParameters call) {
        String text = call.text("pattern");
        if (text == null) {
            return null;
        }
        try {
            return parse(Json.MAPPER.readTree(text));
        } catch (JsonProcessingException e) {
            throw CallParameters.invalid("pattern", JsonFault.of(e).toString());
        } catch (InvalidPattern e) {
            throw CallParameters.invalid(e.path(), e.reason());
        }
    }

    private static void checkTexts(JsonNode json, String path, InputProblems problems) {
        if (json.isTextual() && !InputObject.isWellFormed(json.textValue())) {
            problems.add(path, InputObject.HALF_CHARACTER);
        }
        for (var field : json.properties()) {
            checkTexts(field.getValue(), path + "." + field.getKey(), problems);
        }
        for (int i = 0; json.isArray() && i < json.size(); i++) {
            checkTexts(json.get(i), path + "[" + i + "]", problems);
        }
    }
}
