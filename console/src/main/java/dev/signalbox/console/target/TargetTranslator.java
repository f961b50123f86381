package dev.signalbox.console.target;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.input.InputProblems;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.rule.DeliveryOptions;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.SealedSecret;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.Transform;
import dev.signalbox.contract.rule.Vault;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The translation of targets between people's JSON and the topic: secrets are sealed on the way in
/// and masked on the way out, and a mask that comes back means the stored secret.
public final class TargetTranslator {
    private static final Logger LOG = LoggerFactory.getLogger(TargetTranslator.class);

    private final Vault vault;

    /// The secrets of a target; those that it does not have are null.
    private record Secrets(
            @Nullable SealedSecret url,
            @Nullable SealedSecret signingKey,
            @Nullable SealedSecret token) {
        private static final Secrets NONE = new Secrets(null, null, null);

        static Secrets of(@Nullable Target target) {
            return switch (target) {
                case Target.Dingtalk bot -> new Secrets(bot.url(), bot.signingKey(), null);
                case Target.Wecom bot -> new Secrets(bot.url(), null, null);
                case Target.Lark bot -> new Secrets(bot.url(), bot.signingKey(), null);
                case Target.Http http -> new Secrets(http.url(), http.signingKey(), http.token());
                case Target.Sms _, Target.Voice _, Target.Email _ -> NONE;
                case null -> NONE;
            };
        }
    }

    /// @param vault seals and opens secrets
    public TargetTranslator(Vault vault) {
        this.vault = vault;
    }

    /// Makes the target that an input asks for; null when a mask means no stored secret, which is
    /// reported.
    ///
    /// @param options how deliveries to it are handled, which the input does not say alone
    public @Nullable Target merge(
            RuleKey rule,
            @Nullable Target before,
            TargetInput input,
            DeliveryOptions options,
            InputProblems problems) {
        return switch (input) {
            case TargetInput.Webhook webhook -> webhook(rule, before, webhook, options, problems);
            case TargetInput.Sms sms ->
                    new Target.Sms(
                            sms.id(), options, sms.contacts(), sms.template(), sms.signName());
            case TargetInput.Voice voice ->
                    new Target.Voice(voice.id(), options, voice.contacts(), voice.template());
            case TargetInput.Email email ->
                    new Target.Email(
                            email.id(), options, email.contacts(), email.subject(), email.html());
        };
    }

    private @Nullable Target webhook(
            RuleKey rule,
            @Nullable Target before,
            TargetInput.Webhook input,
            DeliveryOptions options,
            InputProblems problems) {
        Secrets known =
                before != null && before.channel() == input.channel()
                        ? Secrets.of(before)
                        : Secrets.NONE;
        SealedSecret url = url(rule, known.url(), input, problems);
        SealedSecret signingKey =
                secret(rule, known.signingKey(), input.signingKey(), input, "signingKey", problems);
        SealedSecret token = secret(rule, known.token(), input.token(), input, "token", problems);
        if (url == null) {
            return null;
        }
        if (TargetUrl.MASK.equals(input.token()) && token != null && hasMoved(rule, known, input)) {
            problems.add(
                    input.path() + "token",
                    "is ***, and the url leads to another host; give the whole token");
            return null;
        }
        String id = input.id();
        return switch (input.channel()) {
            case DINGTALK -> new Target.Dingtalk(id, options, url, signingKey);
            case WECOM -> new Target.Wecom(id, options, url);
            case LARK -> new Target.Lark(id, options, url, signingKey);
            case HTTP -> new Target.Http(id, options, url, signingKey, token);
            case SMS, VOICE, EMAIL ->
                    throw new IllegalStateException(input.channel() + " is not called by a URL");
        };
    }

    /// Whether the URL leads to another host, to which a stored token would go that its new owner
    /// was never shown.
    private boolean hasMoved(RuleKey rule, Secrets known, TargetInput.Webhook input) {
        if (input.url().equals(TargetUrl.MASK) || known.url() == null) {
            return false;
        }
        String before = open(rule, known.url());
        return before == null || !TargetUrl.host(before).equals(TargetUrl.host(input.url()));
    }

    private @Nullable SealedSecret url(
            RuleKey rule,
            @Nullable SealedSecret before,
            TargetInput.Webhook input,
            InputProblems problems) {
        if (before != null) {
            String known = open(rule, before);
            boolean kept =
                    known == null
                            ? input.url().equals(TargetUrl.MASK)
                            : input.url().equals(known)
                                    || input.url().equals(TargetUrl.masked(known));
            if (kept) {
                return before;
            }
        }
        if (TargetUrl.isMasked(input.url())) {
            problems.add(
                    input.path() + "url",
                    "holds *** but is not the url that target '"
                            + input.id()
                            + "' has; give the whole url");
            return null;
        }
        return vault.seal(rule, input.url());
    }

    private @Nullable SealedSecret secret(
            RuleKey rule,
            @Nullable SealedSecret before,
            @Nullable String written,
            TargetInput input,
            String field,
            InputProblems problems) {
        if (written == null) {
            return null;
        }
        if (before != null
                && (written.equals(TargetUrl.MASK) || written.equals(open(rule, before)))) {
            return before;
        }
        if (written.equals(TargetUrl.MASK)) {
            problems.add(
                    input.path() + field,
                    "is ***, but target '%s' has none to keep".formatted(input.id()));
            return null;
        }
        return vault.seal(rule, written);
    }

    /// A target as people read it.
    public ObjectNode view(RuleKey rule, Target target) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("id", target.id());
        json.put("type", target.channel().label());
        Secrets secrets = Secrets.of(target);
        if (secrets.url() != null) {
            json.put("url", maskedUrl(rule, secrets.url()));
        }
        if (secrets.signingKey() != null) {
            json.put("signingKey", TargetUrl.MASK);
        }
        if (secrets.token() != null) {
            json.put("token", TargetUrl.MASK);
        }
        switch (target) {
            case Target.Dingtalk _, Target.Wecom _, Target.Lark _, Target.Http _ -> {}
            case Target.Sms sms -> {
                contacts(json, sms.contacts());
                json.put("template", sms.template());
                if (sms.signName() != null) {
                    json.put("signName", sms.signName());
                }
            }
            case Target.Voice voice -> {
                contacts(json, voice.contacts());
                json.put("template", voice.template());
            }
            case Target.Email email -> {
                contacts(json, email.contacts());
                if (email.subject() != null) {
                    json.put("subject", email.subject());
                }
                json.put("html", email.html());
            }
        }
        view(json, target.options());
        return json;
    }

    private static void contacts(ObjectNode json, List<String> contacts) {
        var array = json.putArray("contacts");
        contacts.forEach(array::add);
    }

    private static void view(ObjectNode json, DeliveryOptions options) {
        switch (options.transform()) {
            case Transform.Original _ -> {}
            case Transform.Constant constant ->
                    json.putObject("transform")
                            .put("form", "CONSTANT")
                            .put("value", constant.text());
            case Transform.JsonPath path ->
                    json.putObject("transform").put("form", "JSONPATH").put("value", path.path());
            case Transform.Template template -> {
                ObjectNode transform = json.putObject("transform").put("form", "TEMPLATE");
                ObjectNode variables = transform.putObject("value");
                template.variables().forEach(variables::put);
                transform.put("template", template.template());
            }
        }
        json.put("retry", options.retry().name());
        json.put("deadLetter", options.deadLetter());
        json.put("concurrency", options.concurrency());
        if (options.ratePerMinute() > 0) {
            json.put("ratePerMinute", options.ratePerMinute());
        }
    }

    /// The URL of a target without its tokens.
    String maskedUrl(RuleKey rule, SealedSecret url) {
        String text = open(rule, url);
        return text == null ? TargetUrl.MASK : TargetUrl.masked(text);
    }

    /// Returns the secret, or null where its key is lost: the rule can then still be read and
    /// repaired.
    private @Nullable String open(RuleKey rule, SealedSecret secret) {
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
