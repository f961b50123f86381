package dev.signalbox.notifier.http;

import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Sealed;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.Vault;
import dev.signalbox.contract.transform.Transformer;
import dev.signalbox.notifier.channel.PreparedTargets;
import org.jspecify.annotations.Nullable;

/// An HTTP target with its secrets opened and its transform prepared, ready to be called.
///
/// @param url where to post
/// @param signature signs deliveries; null where the target has no key
/// @param token goes with each delivery, as EventBridge has it; null for none
/// @param transformer makes the body out of the event
record Endpoint(
        HttpUrl url,
        @Nullable StandardWebhooks signature,
        @Nullable String token,
        Transformer transformer) {

    /// Opens a target.
    ///
    /// @throws IllegalArgumentException saying, without secrets, what is wrong with the url, the
    ///   key or the transform
    /// @throws IllegalStateException when the vault does not open
    static Endpoint open(Target.Http target, RuleKey rule, Vault vault) {
        Sealed key = target.signingKey();
        Sealed token = target.token();
        return new Endpoint(
                HttpUrl.parse(vault.open(rule, target.url())),
                key == null ? null : new StandardWebhooks(vault.open(rule, key)),
                token == null ? null : vault.open(rule, token),
                PreparedTargets.transformer(target));
    }
}
