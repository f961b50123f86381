package dev.signalbox.contract.delivery;

import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.rule.TargetKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// The id of a delivery: derived from the event, the rule, the target, the replay and, where there
/// are such, the contact and the scope of the event's id; never drawn, so that whoever computes it
/// again after a crash comes to the same one. `dlv_` and 22 characters of base64url: the first 128
/// bits of SHA-256 over the parts, each ended by a zero byte.
public final class DeliveryId {
    private static final ThreadLocal<MessageDigest> SHA_256 =
            ThreadLocal.withInitial(DeliveryId::sha256);
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private DeliveryId() {}

    /// The id of the delivery of an event, whose id has no scope, to a target.
    ///
    /// @param replay the replay that sends the event again; null for live traffic
    public static String of(EventKey event, TargetKey target, @Nullable String replay) {
        return of(event, "", target, "", replay);
    }

    /// The id of the delivery of an event to a contact of a target.
    ///
    /// @param scope what the event's id is unique within, as [EventHeaders#ID_SCOPE] has it; empty
    ///   for its bus
    /// @param contact the contact; empty for a target without contacts
    /// @param replay the replay that sends the event again; null for live traffic
    public static String of(
            EventKey event,
            String scope,
            TargetKey target,
            String contact,
            @Nullable String replay) {
        MessageDigest digest = SHA_256.get();
        part(digest, event.account());
        part(digest, event.bus());
        part(digest, event.id());
        part(digest, target.rule());
        part(digest, target.target());
        part(digest, replay == null ? "" : replay);
        if (!contact.isEmpty() || !scope.isEmpty()) {
            part(digest, contact);
        }
        if (!scope.isEmpty()) {
            part(digest, scope);
        }
        byte[] hash = digest.digest();
        byte[] half = new byte[16];
        System.arraycopy(hash, 0, half, 0, half.length);
        return "dlv_" + BASE64.encodeToString(half);
    }

    private static void part(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
