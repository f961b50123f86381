package dev.signalbox.web.access;

import dev.signalbox.web.ApiException;
import dev.signalbox.web.Right;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A key that callers sign with. What it checks, it compares in constant time.
///
/// Holds a prepared Mac for each algorithm, which every check copies: threads share the key.
final class AccessKey {
    private final String id;
    private final String account;
    private final Role role;
    private final Set<Right> rights;
    private final byte[] secret;
    private final Mac sha1;
    private final Mac rpc;
    private final Mac sha256;
    private final Mac session;

    AccessKey(String id, String secret, String account, Role role) {
        this(id, secret, account, role, false);
    }

    /// @param bodies whether its owner may see the bodies of events, whatever the role
    AccessKey(String id, String secret, String account, Role role, boolean bodies) {
        this.id = id;
        this.account = account;
        this.role = role;
        rights = EnumSet.noneOf(Right.class);
        rights.addAll(role.rights());
        if (bodies) {
            rights.add(Right.BODIES);
        }
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
        sha1 = mac("HmacSHA1", this.secret);
        rpc = mac("HmacSHA1", (secret + "&").getBytes(StandardCharsets.UTF_8));
        sha256 = mac("HmacSHA256", this.secret);
        session = mac("HmacSHA256", sign(sha256, "signalbox session 1"));
    }

    /// A key with a random secret, to check against where there is no key: that takes as long.
    static AccessKey unknown() {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        return new AccessKey("", HexFormat.of().formatHex(secret), "", Role.INGEST);
    }

    private static Mac mac(String algorithm, byte[] secret) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret, algorithm));
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }

    /// Whether the key is one of the file.
    boolean isKnown() {
        return !id.isEmpty();
    }

    /// Whether the other is of the same owner and may do the same.
    boolean isSameAs(AccessKey other) {
        return id.equals(other.id)
                && account.equals(other.account)
                && role == other.role
                && rights.equals(other.rights)
                && MessageDigest.isEqual(secret, other.secret);
    }

    String id() {
        return id;
    }

    String account() {
        return account;
    }

    Role role() {
        return role;
    }

    /// What its owner may do at the API.
    Set<Right> rights() {
        return Collections.unmodifiableSet(rights);
    }

    /// The refusal of what its role may not do.
    ///
    /// @param wanted what was asked for, in words; empty where the role says enough
    ApiException denied(String wanted) {
        return new ApiException(
                403,
                "AccessDenied",
                "an access key of the role %s %s%s".formatted(role.word(), role.scope(), wanted));
    }

    boolean hasSecret(String given) {
        return MessageDigest.isEqual(secret, given.getBytes(StandardCharsets.UTF_8));
    }

    /// Whether that is the text's HMAC-SHA1 in base64.
    boolean signed(String text, String signature) {
        return isEqual(base64(sha1, text), signature);
    }

    /// Whether that is the text's HMAC-SHA1 in base64 under the secret with an ampersand behind it,
    /// as RPC clients sign.
    boolean signedRpc(String text, String signature) {
        return isEqual(base64(rpc, text), signature);
    }

    /// Whether that is the text's HMAC-SHA256 in hexadecimal.
    boolean signedSha256(String text, String signature) {
        return isEqual(HexFormat.of().formatHex(sign(sha256, text)), signature);
    }

    /// The signature of a text about a session, in base64url: with a key that is derived from the
    /// secret, so that no signature of a request can be taken for one.
    String signSession(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sign(session, text));
    }

    /// Whether that is the text's signature as of [#signSession].
    boolean signedSession(String text, String signature) {
        return isEqual(signSession(text), signature);
    }

    private static String base64(Mac mac, String text) {
        return Base64.getEncoder().encodeToString(sign(mac, text));
    }

    private static byte[] sign(Mac prepared, String text) {
        try {
            Mac mac = (Mac) prepared.clone();
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's own Macs can be copied", e);
        }
    }

    /// Compares the texts, not what they decode to: base64 has several texts for the same bytes.
    private static boolean isEqual(String expected, String signature) {
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.US_ASCII),
                signature.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "access key " + id;
    }
}
