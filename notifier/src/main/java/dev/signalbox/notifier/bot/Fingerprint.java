package dev.signalbox.notifier.bot;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Distinguishes the robots of an account without holding their addresses, which are secrets: the
/// first half of a SHA-256.
final class Fingerprint {
    private static final int BYTES = 16;

    private Fingerprint() {}

    /// The fingerprint of an account's robot, as a rule knows it: one with a wrong key must not
    /// have the messages of the others refused with its own.
    ///
    /// @param key the signing key; empty for none
    static String of(String account, String url, String key) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(
                                    (account + "\n" + url + "\n" + key)
                                            .getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no SHA-256", e);
        }
    }
}
