package dev.signalbox.notifier.http;

import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.SealedSecret;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.Vault;
import dev.signalbox.contract.transform.Transformer;
import dev.signalbox.notifier.channel.PreparedTargets;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// An HTTP target with its secrets opened and its transform prepared, ready to be called.
///
/// @param url where to post
/// @param signature signs deliveries; null where the target has no key
/// @param token goes with each delivery, as EventBridge has it; null for none
/// @param secrets what the target's answers must not carry into reasons
/// @param transformer makes the body out of the event
record Endpoint(
        HttpUrl url,
        @Nullable StandardWebhooks signature,
        @Nullable String token,
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
        if (openKey != null) {
            secrets.add(openKey);
            secrets.add(openKey.substring(openKey.indexOf('_') + 1));
        }
        if (openToken != null) {
            secrets.add(openToken);
        }
        return new Endpoint(
                url,
                openKey == null ? null : new StandardWebhooks(openKey),
                openToken,
                Secrets.of(url, secrets),
                PreparedTargets.transformer(target));
    }
}
