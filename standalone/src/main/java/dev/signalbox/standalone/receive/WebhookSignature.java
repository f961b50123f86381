package dev.signalbox.standalone.receive;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.notifier.http.StandardWebhooks;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The check of a Standard Webhooks signature, as a receiver makes it: HMAC-SHA256 over
/// `id.timestamp.body`, and a time that is at most five minutes away. Source:
/// github.com/standard-webhooks, "Verifying webhook authenticity".
final class WebhookSignature {
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private final StandardWebhooks signer;

    /// @param secret `whsec_` and the key in base64
    /// @throws IllegalArgumentException when it has another form
    WebhookSignature(String secret) {
        try {
            signer = new StandardWebhooks(secret);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must be whsec_ and a key in base64", e);
        }
    }

    /// What is wrong with a notification's signature, in words; null when it is valid.
    @Nullable String fault(
            @Nullable String id,
            @Nullable String timestamp,
            @Nullable String signatures,
            byte[] body,
            Instant now) {
        if (id == null || timestamp == null || signatures == null) {
            return "it is not signed: webhook-id, webhook-timestamp and webhook-signature must all"
                    + " be there";
        }
        byte[] expected = signer.sign(id, timestamp, body).getBytes(UTF_8);
        boolean signed = false;
        for (String signature : signatures.split(" ", -1)) {
            signed |= MessageDigest.isEqual(expected, signature.getBytes(UTF_8));
        }
        if (!signed) {
            return "another key made it, or the body was changed on its way";
        }
        return isNear(timestamp, now) ? null : "its time is more than five minutes away";
    }

    private static boolean isNear(String timestamp, Instant now) {
        try {
            var sent = Instant.ofEpochSecond(Long.parseLong(timestamp));
            return Duration.between(sent, now).abs().compareTo(TOLERANCE) <= 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
