package dev.signalbox.web.target;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.signalbox.contract.contact.Contacts;
import dev.signalbox.contract.contact.Way;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.rule.DeliveryOptions;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.SealedSecret;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetField;
import dev.signalbox.contract.rule.TargetKind;
import dev.signalbox.contract.rule.Transform;
import dev.signalbox.contract.rule.Vault;
import dev.signalbox.web.input.InputProblems;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The translation of targets between people's JSON and the topic: secrets are sealed on the way in
/// and masked on the way out, and a mask that comes back means the stored secret.
public final class TargetTranslator {
    private static final Logger LOG = LoggerFactory.getLogger(TargetTranslator.class);

    private final Vault vault;
    private final Function<String, Contacts> contacts;

    /// @param vault seals and opens secrets
    /// @param contacts the people of an account, whom targets can name
    public TargetTranslator(Vault vault, Function<String, Contacts> contacts) {
        this.vault = vault;
        this.contacts = contacts;
    }

    /// Makes the target that an input asks for; null when a mask means no stored secret, or a name
    /// nobody who is reached in that way, which is reported.
    ///
    /// @param options how deliveries to it are handled, which the input does not say alone
    public @Nullable Target merge(
            RuleKey rule,
            @Nullable Target before,
            TargetInput input,
            DeliveryOptions options,
            InputProblems problems) {
        TargetKind<?> kind = input.channel().kind();
        JsonNode known =
                before != null && before.channel() == input.channel()
                        ? kind.write(before)
                        : MissingNode.getInstance();
        ObjectNode fields = input.fields().deepCopy();
        boolean complete = true;
        for (TargetField<?> field : kind.fields()) {
            if (field.type() == TargetField.Type.HEADERS
                    && fields.get(field.name()) instanceof ObjectNode headers) {
                complete &= seal(rule, known.path(field.name()), headers, input, problems);
                continue;
            }
            String written = input.fields().path(field.name()).textValue();
            if (!field.type().isSecret() || written == null) {
                continue;
            }
            SealedSecret stored = secret(known, field.name());
            SealedSecret secret =
                    field.type() == TargetField.Type.URL
                            ? url(rule, stored, written, input, problems)
                            : secret(rule, stored, written, input, field.name(), problems);
            if (secret == null) {
                complete = false;
            } else {
                fields.put(field.name(), secret.text());
            }
        }
        if (!complete || isTokenMoved(rule, known, input, problems)) {
            return null;
        }
        return reached(rule.account(), kind.read(input.id(), options, fields), input, problems);
    }

    private @Nullable Target reached(
            String account, Target target, TargetInput input, InputProblems problems) {
        Way way = target.channel().way();
        if (way == null) {
            return target;
        }
        Contacts people = contacts.apply(account);
        boolean all = true;
        List<String> written = target.recipients().written();
        for (int i = 0; i < written.size(); i++) {
            String problem = people.problem(written.get(i), way);
            if (problem != null) {
                problems.add("%scontacts[%d]".formatted(input.path(), i), problem);
                all = false;
            }
        }
        return all ? target.resolved(people) : null;
    }

    /// Seals the values of headers in their place.
    ///
    /// @param known the stored headers
    /// @return whether a mask always meant a stored value
    private boolean seal(
            RuleKey rule,
            JsonNode known,
            ObjectNode headers,
            TargetInput input,
            InputProblems problems) {
        boolean complete = true;
        for (var header : headers.propertyStream().toList()) {
            String name = header.getKey();
            SealedSecret secret =
                    secret(
                            rule,
                            header(known, name),
                            header.getValue().asText(),
                            input,
                            "headers." + name,
                            problems);
            if (secret == null) {
                complete = false;
            } else {
                headers.put(name, secret.text());
            }
        }
        return complete;
    }

    private static @Nullable SealedSecret header(JsonNode known, String name) {
        return known.propertyStream()
                .filter(stored -> stored.getKey().equalsIgnoreCase(name))
                .map(stored -> new SealedSecret(stored.getValue().asText()))
                .findFirst()
                .orElse(null);
    }

    private static boolean isMasked(TargetField.Type type, JsonNode value) {
        return switch (type) {
            case TOKEN -> value.asText().equals(TargetUrl.MASK);
            case HEADERS ->
                    value.valueStream().anyMatch(one -> one.asText().equals(TargetUrl.MASK));
            case URL,
                    SIGNING_KEY,
                    STANDARD_WEBHOOKS_KEY,
                    PHONES,
                    MAINLAND_PHONES,
                    ADDRESSES,
                    TEMPLATE,
                    LINE,
                    FLAG ->
                    false;
        };
    }

    private static @Nullable SealedSecret secret(JsonNode known, String field) {
        String text = known.path(field).textValue();
        return text == null ? null : new SealedSecret(text);
    }

    /// Reports each stored token that would go to another host, whose owner was never shown it.
    private boolean isTokenMoved(
            RuleKey rule, JsonNode known, TargetInput input, InputProblems problems) {
        boolean moved = false;
        for (TargetField<?> field : input.channel().kind().fields()) {
            if (isMasked(field.type(), input.fields().path(field.name()))
                    && hasMoved(rule, secret(known, "url"), input.fields().path("url").asText())) {
                problems.add(
                        input.path() + field.name(),
                        "is ***, and the url leads to another host; give it whole");
                moved = true;
            }
        }
        return moved;
    }

    private boolean hasMoved(RuleKey rule, @Nullable SealedSecret known, String url) {
        if (url.equals(TargetUrl.MASK) || known == null) {
            return false;
        }
        String before = open(rule, known);
        return before == null || !TargetUrl.host(before).equals(TargetUrl.host(url));
    }

    private @Nullable SealedSecret url(
            RuleKey rule,
            @Nullable SealedSecret before,
            String written,
            TargetInput input,
            InputProblems problems) {
        if (before != null) {
            String known = open(rule, before);
            boolean kept =
                    known == null
                            ? written.equals(TargetUrl.MASK)
                            : written.equals(known) || written.equals(TargetUrl.masked(known));
            if (kept) {
                return before;
            }
        }
        if (TargetUrl.isMasked(written)) {
            problems.add(
                    input.path() + "url",
                    "holds *** but is not the url that target '"
                            + input.id()
                            + "' has; give the whole url");
            return null;
        }
        return vault.seal(rule, written);
    }

    private @Nullable SealedSecret secret(
            RuleKey rule,
            @Nullable SealedSecret before,
            String written,
            TargetInput input,
            String field,
            InputProblems problems) {
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
        TargetKind<?> kind = target.channel().kind();
        ObjectNode stored = kind.write(target);
        for (TargetField<?> field : kind.fields()) {
            JsonNode value = stored.get(field.name());
            if (value != null) {
                json.set(field.name(), shown(rule, field.type(), value));
            }
        }
        view(json, target.options());
        return json;
    }

    private JsonNode shown(RuleKey rule, TargetField.Type type, JsonNode value) {
        if (!type.isSecret()) {
            return value;
        }
        if (type == TargetField.Type.HEADERS) {
            ObjectNode masked = Json.MAPPER.createObjectNode();
            value.fieldNames().forEachRemaining(name -> masked.put(name, TargetUrl.MASK));
            return masked;
        }
        return TextNode.valueOf(
                type == TargetField.Type.URL
                        ? maskedUrl(rule, new SealedSecret(value.textValue()))
                        : TargetUrl.MASK);
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
    private String maskedUrl(RuleKey rule, SealedSecret url) {
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
