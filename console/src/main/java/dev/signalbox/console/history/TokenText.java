package dev.signalbox.console.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/// The parts of a [HistoryToken]'s text.
final class TokenText {
    /// The version of the form, which begins every token.
    static final String VERSION = "h1";

    private static final int MOST_OFFSET_DIGITS = 18;

    private TokenText() {}

    static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    /// Returns the text of a token; an empty text when the token is not base64.
    static String decode(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    static boolean isOffset(String text) {
        return !text.isEmpty()
                && text.length() <= MOST_OFFSET_DIGITS
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    static String hash(String question) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(question.getBytes(UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
