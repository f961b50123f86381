package dev.signalbox.notifier.http;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The signature of the Standard Webhooks specification: HMAC-SHA256 over `id.timestamp.body`.
///
/// One instance holds one key and may be used by any thread.
public final class StandardWebhooks {
    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";

    private final Mac keyed;

    /// @param key `whsec_` and the key in base64
    /// @throws IllegalArgumentException when it has another form
    public StandardWebhooks(String key) {
        if (!key.startsWith(PREFIX)) {
            throw new IllegalArgumentException("the signing key does not begin with whsec_");
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(key.substring(PREFIX.length()));
        } catch (IllegalArgumentException e) {
            bytes = new byte[0];
        }
        if (bytes.length == 0) {
            throw new IllegalArgumentException("the signing key is not whsec_ and base64");
        }
        try {
            keyed = Mac.getInstance(ALGORITHM);
            keyed.init(new SecretKeySpec(bytes, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    /// The value of `webhook-signature`.
    public String sign(String id, String timestamp, byte[] body) {
        Mac mac = copy();
        mac.update(id.getBytes(StandardCharsets.UTF_8));
        mac.update((byte) '.');
        mac.update(timestamp.getBytes(StandardCharsets.UTF_8));
        mac.update((byte) '.');
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    }

    private Mac copy() {
        try {
            return (Mac) keyed.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's HMAC can be copied", e);
        }
    }
}
