package dev.signalbox.console.rule;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.health.HealthDesk;
import dev.signalbox.console.input.Problems;
import dev.signalbox.console.target.TargetDesk;
import dev.signalbox.console.target.TargetForm;
import dev.signalbox.contract.event.Catalog;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.PatternWarnings;
import dev.signalbox.contract.rule.Handling;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where rules pass between people and the topic.
public final class RuleDesk {
    private final TargetDesk desk;
    private final HealthDesk health;
    private final Catalog catalog;

    public RuleDesk(TargetDesk desk, HealthDesk health, Catalog catalog) {
        this.desk = desk;
        this.health = health;
        this.catalog = catalog;
    }

    /// What a form makes of the current rule.
    ///
    /// @param current null when there is none
    /// @throws dev.signalbox.web.ApiException 400 when a masked secret means none that is there
    RuleDraft merge(RuleKey key, @Nullable Rule current, RuleForm form) {
        var problems = new Problems();
        var targets = new ArrayList<Target>();
        for (TargetForm target : form.targets()) {
            Target before = current == null ? null : current.target(target.id());
            Target after = desk.merge(key, before, target, handling(before, target), problems);
            if (after != null) {
                targets.add(after);
            }
        }
        problems.throwIfAny();
        return new RuleDraft(
                form.description(),
                form.enabled(),
                form.pattern(),
                targets,
                current == null ? Map.of() : current.tags());
    }

    /// What only EventBridge's clients can say stays as it is, on a target of the same kind.
    private static Handling handling(@Nullable Target before, TargetForm form) {
        Handling given = form.handling();
        return before == null || before.channel() != form.channel()
                ? given
                : new Handling(
                        given.transform(),
                        given.retry(),
                        given.deadLetter(),
                        given.concurrency(),
                        given.ratePerMinute(),
                        before.handling().kept());
    }

    /// A rule as people read it, with warnings about its pattern where there are some.
    ObjectNode view(Rule rule) {
        ObjectNode json = plainView(rule);
        List<String> warnings = PatternWarnings.of(rule.pattern(), catalog);
        if (!warnings.isEmpty()) {
            ArrayNode array = json.putArray("warnings");
            warnings.forEach(array::add);
        }
        return json;
    }

    private ObjectNode plainView(Rule rule) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("name", rule.key().rule());
        json.put("description", rule.description());
        json.put("enabled", rule.enabled());
        json.set("pattern", rule.pattern().json());
        var targets = json.putArray("targets");
        for (Target target : rule.targets()) {
            ObjectNode view = desk.view(rule.key(), target);
            ObjectNode unwell = health.view(rule, target.id());
            targets.add(unwell == null ? view : view.set("health", unwell));
        }
        json.put("revision", rule.revision());
        return json;
    }

    /// Rules as people read them, without warnings.
    List<ObjectNode> views(Iterable<Rule> rules) {
        var views = new ArrayList<ObjectNode>();
        rules.forEach(rule -> views.add(plainView(rule)));
        return views;
    }
}
