package dev.signalbox.notifier.connectivity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.account.Names;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.Vault;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.call.CallParameters;
import dev.signalbox.web.call.RuleLookup;
import dev.signalbox.web.input.InputObject;
import dev.signalbox.web.input.InputProblems;
import dev.signalbox.web.target.TargetInput;
import dev.signalbox.web.target.TargetTranslator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads a target as people write it, to try it before it is stored, with the checks by which it
/// would be stored. A secret that is `***` is the stored one of that rule and id; a stored token is
/// never sent to another host, as when it is stored.
final class UnstoredTarget {
    /// Where the body names no rule, the one by which the target's secrets are sealed for the test.
    private static final String NEW_RULE = "new";

    private final Rulebook rules;
    private final TargetTranslator translator;

    /// A target to try.
    ///
    /// @param rule its rule, which may not be stored
    record Asked(RuleKey rule, Target target) {}

    UnstoredTarget(Rulebook rules, Vault vault) {
        this.rules = rules;
        translator = new TargetTranslator(vault, rules::contacts);
    }

    /// Reads the target in the body of a test whose path names rule and target.
    ///
    /// @throws ApiException 400 with all problems; 404 where there is no such bus
    Target read(JsonNode body, RuleKey rule, String id) {
        var _ = RuleLookup.bus(rules, rule.busKey());
        if (!(body instanceof ObjectNode written)) {
            throw CallParameters.invalid("body", "must be a target, such as {\"type\": \"http\"}");
        }
        ObjectNode named = written.deepCopy().put("id", id);
        return target(new InputObject(named, "", new InputProblems()), rule, rules.rule(rule));
    }

    /// Reads the body `{"bus", "rule", "target"}`, without a rule where it has no name yet.
    ///
    /// @throws ApiException 400 with all problems; 404 where there is no such bus
    Asked read(JsonNode body, String account) {
        InputObject input = InputObject.body(body, "with a bus and a target");
        input.onlyFields(List.of("bus", "rule", "target"));
        input.required("bus", "");
        String bus = input.text("bus");
        if (bus != null && !Names.isBus(bus)) {
            input.problem("bus", "must be " + Names.BUSES);
        }
        String name = input.text("rule");
        if (name != null && !Names.isRule(name)) {
            input.problem("rule", "must be " + Names.RULES);
        }
        JsonNode json = input.required("target", "");
        if (json != null && !json.isObject()) {
            input.problem("target", "must be an object");
        }
        input.problems().throwIfAny();
        var busKey = new BusKey(account, Objects.requireNonNull(bus));
        var _ = RuleLookup.bus(rules, busKey);
        var rule = new RuleKey(account, busKey.bus(), name == null ? NEW_RULE : name);
        return new Asked(
                rule,
                target(
                        input.inside("target", (ObjectNode) Objects.requireNonNull(json)),
                        rule,
                        name == null ? null : rules.rule(rule)));
    }

    private Target target(InputObject input, RuleKey rule, @Nullable Rule stored) {
        TargetInput written = TargetInput.read(input);
        input.problems().throwIfAny();
        Target before = stored == null ? null : stored.target(Objects.requireNonNull(written).id());
        Target target =
                translator.merge(
                        rule,
                        before,
                        Objects.requireNonNull(written),
                        written.options(),
                        input.problems());
        input.problems().throwIfAny();
        return Objects.requireNonNull(target);
    }
}
