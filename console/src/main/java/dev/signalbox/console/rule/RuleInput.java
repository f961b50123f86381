package dev.signalbox.console.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.input.InputObject;
import dev.signalbox.console.input.InputProblems;
import dev.signalbox.console.target.TargetInput;
import dev.signalbox.contract.pattern.InvalidPattern;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.web.ApiException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A rule as a person wrote it, before it is known what was there already.
public record RuleInput(
        String description, boolean enabled, Pattern pattern, List<TargetInput> targets) {
    private static final List<String> FIELDS =
            List.of("name", "description", "enabled", "pattern", "targets", "revision", "warnings");
    private static final int LONGEST_DESCRIPTION = 256;

    /// Reads a rule.
    ///
    /// @param name the name that the path gives it
    /// @throws ApiException 400 with all that is wrong
    static RuleInput read(JsonNode json, String name) {
        var problems = new InputProblems();
        if (!(json instanceof ObjectNode object)) {
            throw ApiException.badRequest(
                    "RequestParameterInvalid", "the body must be a JSON object, a rule");
        }
        var input = new InputObject(object, "", problems);
        input.onlyFields(FIELDS);
        String given = input.text("name");
        if (given != null && !given.equals(name)) {
            input.problem("name", "is not the name in the path, '" + name + "'");
        }
        JsonNode revision = input.value("revision");
        if (revision != null && !revision.isIntegralNumber()) {
            input.problem(
                    "revision", "must be a whole number; it is not looked at, but If-Match is");
        }
        String description = input.text("description", "", LONGEST_DESCRIPTION);
        boolean enabled = input.flag("enabled", true);
        @Nullable Pattern pattern = pattern(input, problems);
        List<TargetInput> targets = targets(input, problems);
        problems.throwIfAny();
        return new RuleInput(description, enabled, Objects.requireNonNull(pattern), targets);
    }

    /// Reads the field `pattern`; reports what is wrong with it.
    static @Nullable Pattern pattern(InputObject input, InputProblems problems) {
        JsonNode json = input.required("pattern", "; {} matches every event");
        if (json == null || !wellFormed(json, "pattern", problems)) {
            return null;
        }
        try {
            return Pattern.parse(json);
        } catch (InvalidPattern e) {
            problems.add(e.path(), e.reason());
            return null;
        }
    }

    /// The parser sees to it for names, but not for texts.
    public static JsonNode wellFormed(JsonNode pattern) throws InvalidPattern {
        var problems = new InputProblems();
        wellFormed(pattern, "pattern", problems);
        if (!problems.all().isEmpty()) {
            InputProblems.Problem first = problems.all().getFirst();
            throw new InvalidPattern(first.path(), first.reason());
        }
        return pattern;
    }

    private static boolean wellFormed(JsonNode json, String path, InputProblems problems) {
        if (json.isTextual() && !InputObject.isWellFormed(json.textValue())) {
            problems.add(path, "holds half of a surrogate pair, which is no character");
            return false;
        }
        boolean all = true;
        for (var field : json.properties()) {
            String at = path + "." + field.getKey();
            all &= wellFormed(field.getValue(), at, problems);
        }
        for (int i = 0; json.isArray() && i < json.size(); i++) {
            all &= wellFormed(json.get(i), path + "[" + i + "]", problems);
        }
        return all;
    }

    private static List<TargetInput> targets(InputObject input, InputProblems problems) {
        JsonNode json = input.required("targets", "; [] for none");
        var targets = new ArrayList<TargetInput>();
        if (json == null) {
            return targets;
        }
        if (!json.isArray()) {
            input.problem("targets", "must be an array");
            return targets;
        }
        var ids = new HashSet<String>();
        for (int i = 0; i < json.size(); i++) {
            String where = "targets[" + i + "]";
            TargetInput target = TargetInput.read(json.get(i), where, problems);
            if (target != null) {
                if (!ids.add(target.id())) {
                    problems.add(
                            where + ".id", "'" + target.id() + "' is another target's id already");
                }
                targets.add(target);
            }
        }
        return targets;
    }
}
