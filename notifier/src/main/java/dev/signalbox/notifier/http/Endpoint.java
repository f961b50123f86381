package dev.signalbox.notifier.http;

import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Sealed;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.Vault;
import dev.signalbox.contract.transform.InvalidTransform;
import dev.signalbox.contract.transform.Transformer;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.apache.hc.core5.http.HttpHost;
import org.jspecify.annotations.Nullable;

/// An HTTP target with its secrets opened and its transform prepared, ready to be called.
///
/// @param target the definition that it was opened from
/// @param uri where to post
/// @param host the uri's scheme, host and port
/// @param signature signs deliveries; null where the target has no key
/// @param transformer makes the body out of the event
record Endpoint(
        Target.Http target,
        URI uri,
        HttpHost host,
        @Nullable StandardWebhooks signature,
        Transformer transformer) {

    /// Opens a target.
    ///
    /// @throws IllegalArgumentException saying, without secrets, what is wrong with the url, the
    ///   key or the transform
    /// @throws IllegalStateException when the vault does not open
    static Endpoint open(Target.Http target, RuleKey rule, Vault vault) {
        URI uri = parse(vault.open(rule, target.url()));
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        String host = uri.getHost();
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        Sealed key = target.signingKey();
        return new Endpoint(
                target,
                uri,
                new HttpHost(scheme, host, uri.getPort()),
                key == null ? null : new StandardWebhooks(vault.open(rule, key)),
                transformer(target));
    }

    private static Transformer transformer(Target.Http target) {
        try {
            return Transformer.of(target.handling().transform());
        } catch (InvalidTransform e) {
            throw new IllegalArgumentException(
                    "the target's transform cannot be used: " + e.getMessage());
        }
    }

    private static URI parse(String text) {
        URI uri;
        try {
            uri = new URI(text).parseServerAuthority();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("the target's url is no url");
        }
        String scheme = uri.getScheme();
        if (!"http".equalsIgnoreCase(scheme) && !"https".equalsIgnoreCase(scheme)) {
            throw new IllegalArgumentException("the target's url is neither http nor https");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("the target's url holds a user or a password");
        }
        if (uri.getHost() == null || uri.getHost().isEmpty()) {
            throw new IllegalArgumentException("the target's url has no host");
        }
        return uri;
    }
}
