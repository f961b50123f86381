package dev.signalbox.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Sealed;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.Vault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where rules pass between people and the topic: secrets are sealed on the way in and masked on
/// the way out, and a masked one that comes back means the one that is there.
final class RuleDesk {
    private static final Logger LOG = LoggerFactory.getLogger(RuleDesk.class);

    private final Vault vault;

    RuleDesk(Vault vault) {
        this.vault = vault;
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
            Target after = merge(key, before, target, problems);
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

    private @Nullable Target merge(
            RuleKey rule, @Nullable Target before, TargetForm form, Problems problems) {
        Target.Http http = before instanceof Target.Http same ? same : null;
        Sealed url = url(rule, http, form, problems);
        Sealed signingKey = signingKey(rule, http, form, problems);
        return url == null
                ? null
                : new Target.Http(
                        form.id(),
                        url,
                        signingKey,
                        form.retry(),
                        form.deadLetter(),
                        form.concurrency());
    }

    private @Nullable Sealed url(
            RuleKey rule, Target.@Nullable Http before, TargetForm form, Problems problems) {
        if (before != null) {
            String known = open(rule, before.url());
            boolean kept =
                    known == null
                            ? form.url().equals(TargetUrl.MASK)
                            : form.url().equals(known)
                                    || form.url().equals(TargetUrl.masked(known));
            if (kept) {
                return before.url();
            }
        }
        if (TargetUrl.isMasked(form.url())) {
            problems.add(
                    form.path() + "url",
                    "holds *** but is not the url that target '"
                            + form.id()
                            + "' has; give the whole url");
            return null;
        }
        return vault.seal(rule, form.url());
    }

    private @Nullable Sealed signingKey(
            RuleKey rule, Target.@Nullable Http before, TargetForm form, Problems problems) {
        String key = form.signingKey();
        if (key == null) {
            return null;
        }
        Sealed known = before == null ? null : before.signingKey();
        if (known != null && (key.equals(TargetUrl.MASK) || key.equals(open(rule, known)))) {
            return known;
        }
        if (key.equals(TargetUrl.MASK)) {
            problems.add(
                    form.path() + "signingKey",
                    "is ***, but target '" + form.id() + "' has no key to keep");
            return null;
        }
        return vault.seal(rule, key);
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
            targets.add(view(rule.key(), target));
        }
        json.put("revision", rule.revision());
        return json;
    }

    private ObjectNode view(RuleKey rule, Target target) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("id", target.id());
        json.put("type", target.channel().label());
        switch (target) {
            case Target.Http http -> {
                String url = open(rule, http.url());
                json.put("url", url == null ? TargetUrl.MASK : TargetUrl.masked(url));
                if (http.signingKey() != null) {
                    json.put("signingKey", TargetUrl.MASK);
                }
            }
        }
        json.put("retry", target.retry().name());
        json.put("deadLetter", target.deadLetter());
        json.put("concurrency", target.concurrency());
        return json;
    }

    /// Rules as people read them.
    List<ObjectNode> views(Iterable<Rule> rules) {
        var views = new ArrayList<ObjectNode>();
        rules.forEach(rule -> views.add(view(rule)));
        return views;
    }

    /// The secret, or null where its key is lost: the rule can then still be read and mended.
    private @Nullable String open(RuleKey rule, Sealed secret) {
        try {
            return vault.open(rule, secret);
        } catch (IllegalStateException e) {
            LOG.atWarn()
                    .addKeyValue("rule", rule)
                    .addKeyValue("reason", e.getMessage())
                    .log("a secret cannot be opened");
            return null;
        }
    }
}
