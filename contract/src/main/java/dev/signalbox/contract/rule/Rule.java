package dev.signalbox.contract.rule;

import dev.signalbox.contract.contact.Contacts;
import dev.signalbox.contract.pattern.Pattern;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A rule: events of its bus that match the pattern go to its targets.
///
/// @param key the account, the bus and the name
/// @param description what people say of it, at most 256 characters; may be empty
/// @param enabled whether it matches anything now
/// @param pattern which events it wants
/// @param targets where they go; ids are unique within the rule
/// @param revision 1 when created, one more at each change
/// @param created when it was created
/// @param updated when it was changed last
/// @param tags what EventBridge's clients marked it with
public record Rule(
        RuleKey key,
        String description,
        boolean enabled,
        Pattern pattern,
        List<Target> targets,
        long revision,
        Instant created,
        Instant updated,
        Map<String, String> tags) {

    /// Copies the targets and the tags.
    public Rule {
        targets = List.copyOf(targets);
        tags = Map.copyOf(tags);
    }

    /// A rule without tags.
    public Rule(
            RuleKey key,
            String description,
            boolean enabled,
            Pattern pattern,
            List<Target> targets,
            long revision,
            Instant created,
            Instant updated) {
        this(key, description, enabled, pattern, targets, revision, created, updated, Map.of());
    }

    /// This, with other targets and as new as before.
    public Rule withTargets(List<Target> others) {
        return new Rule(
                key, description, enabled, pattern, others, revision, created, updated, tags);
    }

    /// This, with the numbers and addresses that people have now; this itself where it names
    /// nobody.
    public Rule resolved(Contacts people) {
        for (Target target : targets) {
            if (target.recipients().isNamed()) {
                return withTargets(targets.stream().map(one -> one.resolved(people)).toList());
            }
        }
        return this;
    }

    /// The places that its targets count for in the quota.
    public int places() {
        return targets.stream().mapToInt(Target::places).sum();
    }

    /// The secrets of its targets.
    public List<SealedSecret> secrets() {
        var secrets = new ArrayList<SealedSecret>();
        targets.forEach(target ->
                target.withSecrets(secret -> {
                    secrets.add(secret);
                    return secret;
                }));
        return secrets;
    }

    /// The target of that id, or null.
    public @Nullable Target target(String id) {
        for (Target target : targets) {
            if (target.id().equals(id)) {
                return target;
            }
        }
        return null;
    }
}
