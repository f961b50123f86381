package dev.signalbox.console.rule;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.health.TargetEnabler;
import dev.signalbox.contract.event.Catalog;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.PatternWarnings;
import dev.signalbox.contract.rule.DeliveryOptions;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.web.input.InputProblems;
import dev.signalbox.web.target.TargetInput;
import dev.signalbox.web.target.TargetTranslator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The translation of rules between people's JSON and the topic.
final class RuleTranslator {
    private final TargetTranslator translator;
    private final TargetEnabler enabler;
    private final Catalog catalog;

    RuleTranslator(TargetTranslator translator, TargetEnabler enabler, Catalog catalog) {
        this.translator = translator;
        this.enabler = enabler;
        this.catalog = catalog;
    }

    /// Makes the content that an input asks for.
    ///
    /// @param current the stored rule; null when there is none
    /// @throws dev.signalbox.web.ApiException 400 when a mask means no stored secret
    RuleDraft merge(RuleKey key, @Nullable Rule current, RuleInput input) {
        var problems = new InputProblems();
        var targets = new ArrayList<Target>();
        for (TargetInput target : input.targets()) {
            Target before = current == null ? null : current.target(target.id());
            Target after = translator.merge(key, before, target, options(before, target), problems);
            if (after != null) {
                targets.add(after);
            }
        }
        problems.throwIfAny();
        return new RuleDraft(
                input.description(),
                input.enabled(),
                input.pattern(),
                targets,
                current == null ? Map.of() : current.tags());
    }

    /// Keeps what only EventBridge's clients can write, on a target of the same kind.
    private static DeliveryOptions options(@Nullable Target before, TargetInput input) {
        DeliveryOptions given = input.options();
        return before == null || before.channel() != input.channel()
                ? given
                : new DeliveryOptions(
                        given.transform(),
                        given.retry(),
                        given.deadLetter(),
                        given.concurrency(),
                        given.ratePerMinute(),
                        before.options().kept());
    }

    /// Returns a rule as people read it, with warnings about its pattern where there are some.
    ObjectNode view(Rule rule) {
        ObjectNode json = plainView(rule);
        List<String> warnings = PatternWarnings.of(rule.pattern(), catalog);
        if (!warnings.isEmpty()) {
            ArrayNode array = json.putArray("warnings");
            warnings.forEach(array::add);
        }
        return json;
    }

    /// Returns a rule as people read it, without warnings.
    ObjectNode plainView(Rule rule) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("name", rule.key().rule());
        json.put("description", rule.description());
        json.put("enabled", rule.enabled());
        json.set("pattern", rule.pattern().json());
        var targets = json.putArray("targets");
        for (Target target : rule.targets()) {
            ObjectNode view = translator.view(rule.key(), target);
            ObjectNode unwell = enabler.view(rule, target.id());
            targets.add(unwell == null ? view : view.set("health", unwell));
        }
        json.put("revision", rule.revision());
        return json;
    }
}
