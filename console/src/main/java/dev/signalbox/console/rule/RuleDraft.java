package dev.signalbox.console.rule;

import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Target;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The new content of a rule: the rule without its name and its history.
public record RuleDraft(
        String description,
        boolean enabled,
        Pattern pattern,
        List<Target> targets,
        Map<String, String> tags) {

    /// Copies the targets and tags.
    public RuleDraft {
        targets = List.copyOf(targets);
        tags = Map.copyOf(tags);
    }

    /// Returns the content of a stored rule.
    public static RuleDraft of(Rule rule) {
        return new RuleDraft(
                rule.description(), rule.enabled(), rule.pattern(), rule.targets(), rule.tags());
    }

    /// Returns this draft, enabled or disabled.
    RuleDraft withEnabled(boolean other) {
        return new RuleDraft(description, other, pattern, targets, tags);
    }

    /// Returns this draft with other targets.
    public RuleDraft withTargets(List<Target> other) {
        return new RuleDraft(description, enabled, pattern, other, tags);
    }

    /// Returns the rule with this content and the next revision; the current rule itself when
    /// nothing changes.
    ///
    /// @param current null when there is none
    Rule applyTo(RuleKey key, @Nullable Rule current, Instant now) {
        if (current != null && equals(of(current))) {
            return current;
        }
        return new Rule(
                key,
                description,
                enabled,
                pattern,
                targets,
                current == null ? 1 : current.revision() + 1,
                current == null ? now : current.created(),
                now,
                tags);
    }
}
