package dev.signalbox.console.rule;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.input.InputObject;
import dev.signalbox.web.input.PatternInput;
import dev.signalbox.web.target.TargetInput;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A rule as a person wrote it, before it is compared with the stored one.
record RuleInput(String description, boolean enabled, Pattern pattern, List<TargetInput> targets) {
    private static final List<String> FIELDS =
            List.of("name", "description", "enabled", "pattern", "targets", "revision", "warnings");
    private static final int LONGEST_DESCRIPTION = 256;

    /// Reads a rule.
    ///
    /// @param name the name in the path of the request
    /// @throws ApiException 400 with all problems
    static RuleInput read(JsonNode json, String name) {
        var input = InputObject.body(json, "a rule");
        input.onlyFields(FIELDS);
        input.sameName(name);
        JsonNode revision = input.value("revision");
        if (revision != null && !revision.isIntegralNumber()) {
            input.problem(
                    "revision", "must be a whole number; it is ignored, use If-Match instead");
        }
        String description = input.text("description", "", LONGEST_DESCRIPTION);
        boolean enabled = input.flag("enabled", true);
        @Nullable Pattern pattern = PatternInput.read(input);
        List<TargetInput> targets = targets(input);
        input.problems().throwIfAny();
        return new RuleInput(description, enabled, Objects.requireNonNull(pattern), targets);
    }

    private static List<TargetInput> targets(InputObject input) {
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
            TargetInput target = TargetInput.read(json.get(i), where, input.problems());
            if (target != null) {
                if (!ids.add(target.id())) {
                    input.problem(
                            where + ".id", "'" + target.id() + "' is another target's id already");
                }
                targets.add(target);
            }
        }
        return targets;
    }
}
