package dev.signalbox.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.Vault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where rules pass between people and the topic.
final class RuleDesk {
    private final TargetDesk desk;

    RuleDesk(Vault vault) {
        desk = new TargetDesk(vault);
    }

    /// The rule that a form makes of the current one: the current one itself when nothing changes.
    ///
    /// @param current null when there is none
    /// @throws dev.signalbox.web.ApiException 400 when a masked secret means none that is there
    Rule merge(RuleKey key, @Nullable Rule current, RuleForm form, Instant now) {
        var problems = new Problems();
        var targets = new ArrayList<Target>();
        for (TargetForm target : form.targets()) {
            Target before = current == null ? null : current.target(target.id());
            Target after = desk.merge(key, before, target, problems);
            if (after != null) {
                targets.add(after);
            }
        }
        problems.throwIfAny();
        if (current == null) {
            return new Rule(
                    key, form.description(), form.enabled(), form.pattern(), targets, 1, now, now);
        }
        if (current.description().equals(form.description())
                && current.enabled() == form.enabled()
                && current.pattern().equals(form.pattern())
                && current.targets().equals(targets)) {
            return current;
        }
        return new Rule(
                key,
                form.description(),
                form.enabled(),
                form.pattern(),
                targets,
                current.revision() + 1,
                current.created(),
                now);
    }

    /// A rule as people read it.
    ObjectNode view(Rule rule) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("name", rule.key().rule());
        json.put("description", rule.description());
        json.put("enabled", rule.enabled());
        json.set("pattern", rule.pattern().json());
        var targets = json.putArray("targets");
        for (Target target : rule.targets()) {
            targets.add(desk.view(rule.key(), target));
        }
        json.put("revision", rule.revision());
        return json;
    }

    /// Rules as people read them.
    List<ObjectNode> views(Iterable<Rule> rules) {
        var views = new ArrayList<ObjectNode>();
        rules.forEach(rule -> views.add(view(rule)));
        return views;
    }
}
