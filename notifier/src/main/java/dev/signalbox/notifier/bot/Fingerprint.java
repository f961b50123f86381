package dev.signalbox.notifier.bot;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Tells the robots of an account apart without holding their addresses, which are secrets: the
/// first half of a SHA-256.
final class Fingerprint {
    private static final int BYTES = 16;

    private Fingerprint() {}

    /// The fingerprint of an account's robot.
    static String of(String account, String url) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest((account + "\n" + url).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no SHA-256", e);
        }
    }
}
