package dev.signalbox.notifier.http;

import dev.signalbox.contract.rule.HeaderRules;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.SealedSecret;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.Vault;
import dev.signalbox.contract.transform.Transformer;
import dev.signalbox.notifier.channel.PreparedTargets;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An HTTP target with its secrets opened and its transform prepared, ready to be called.
///
/// @param url where to post
/// @param signatures sign deliveries; none where the target has no key
/// @param token goes with each delivery, as EventBridge has it; null for none
/// @param headers go with each delivery
/// @param secrets what the target's answers must not carry into reasons
/// @param transformer makes the body out of the event
record Endpoint(
        HttpUrl url,
        List<StandardWebhooks> signatures,
        @Nullable String token,
        Map<String, String> headers,
        Secrets secrets,
        Transformer transformer) {

    /// Opens a target.
    ///
    /// @throws IllegalArgumentException saying, without secrets, what is wrong with the url, the
    ///   key or the transform
    /// @throws IllegalStateException when the vault does not open
    static Endpoint open(Target.Http target, RuleKey rule, Vault vault) {
        SealedSecret key = target.signingKey();
        SealedSecret token = target.token();
        HttpUrl url = HttpUrl.parse(vault.open(rule, target.url()));
        String openKey = key == null ? null : vault.open(rule, key);
        String openToken = token == null ? null : vault.open(rule, token);
        var secrets = new ArrayList<String>();
        var signatures = new ArrayList<StandardWebhooks>();
        for (String one : openKey == null ? new String[0] : openKey.split(" ", -1)) {
            secrets.add(one);
            secrets.add(one.substring(one.indexOf('_') + 1));
            signatures.add(new StandardWebhooks(one));
        }
        if (openToken != null) {
            secrets.add(openToken);
        }
        var headers = new TreeMap<String, String>();
        for (var header : target.headers().entrySet()) {
            String value = vault.open(rule, header.getValue());
            String problem = HeaderRules.problem(header.getKey(), value);
            if (problem != null) {
                throw new IllegalArgumentException(
                        "the target's header %s %s".formatted(header.getKey(), problem));
            }
            headers.put(header.getKey(), value);
            secrets.add(value);
            String proof = value.substring(value.lastIndexOf(' ') + 1); // what follows a scheme
            secrets.add(proof);
            secrets.addAll(loginIn(proof));
        }
        return new Endpoint(
                url,
                List.copyOf(signatures),
                openToken,
                headers,
                Secrets.of(url, secrets),
                PreparedTargets.transformer(target));
    }

    /// What the proof of HTTP's basic authentication is made of: `user:password`, and the password
    /// alone; empty for another proof.
    private static List<String> loginIn(String proof) {
        try {
            String login = new String(Base64.getDecoder().decode(proof), StandardCharsets.UTF_8);
            int colon = login.indexOf(':');
            return colon < 0 ? List.of() : List.of(login, login.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }
}
