package dev.signalbox.web.session;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The claim of a browser that it has logged in: by which access key, and until when. Written as
///
/// ```
///   1.<id of the key, base64url>.<end, Unix seconds>.<16 random bytes, base64url>.<signature>
/// ```
///
/// The signature is made with the secret of the key itself. So every process that knows the key
/// knows its sessions, after a restart too, and a session ends with its key or its secret.
///
/// @param id random, different for each session
public record SessionToken(String keyId, Instant expires, String id) {
    private static final int RANDOM_BYTES = 16;
    private static final int LONGEST = 512;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern FORM =
            Pattern.compile(
                    "(1\\.([A-Za-z0-9_-]+)\\.([0-9]{1,12})\\.([A-Za-z0-9_-]{22}))\\."
                            + "([A-Za-z0-9_-]+)");

    /// A token of a new session.
    public static SessionToken fresh(String keyId, Instant expires) {
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        return new SessionToken(keyId, expires, encoded(random));
    }

    /// Reads a token.
    ///
    /// @param isSigned whether a key signs a text so; asked before anything is believed
    /// @return null when it is none, or not signed so
    public static @Nullable SessionToken read(String text, Signed isSigned) {
        Matcher parts = FORM.matcher(text.length() > LONGEST ? "" : text);
        if (!parts.matches()) {
            return null;
        }
        try {
            String keyId =
                    new String(
                            Base64.getUrlDecoder().decode(parts.group(2)), StandardCharsets.UTF_8);
            return isSigned.test(keyId, parts.group(1), parts.group(5))
                    ? new SessionToken(
                            keyId,
                            Instant.ofEpochSecond(Long.parseLong(parts.group(3))),
                            parts.group(4))
                    : null;
        } catch (IllegalArgumentException | DateTimeException e) {
            return null;
        }
    }

    /// Whether the key of an id signs a text so.
    @FunctionalInterface
    public interface Signed {
        /// Whether it does.
        ///
        /// @param signature in base64url
        boolean test(String keyId, String text, String signature);
    }

    /// The token as the cookie holds it.
    ///
    /// @param sign makes the key's signature of a text, in base64url
    public String text(UnaryOperator<String> sign) {
        String text =
                "1.%s.%d.%s"
                        .formatted(
                                encoded(keyId.getBytes(StandardCharsets.UTF_8)),
                                expires.getEpochSecond(),
                                id);
        return text + "." + sign.apply(text);
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// Without the id, which whoever reads a log is not to know.
    @Override
    public String toString() {
        return "session of " + keyId + " until " + expires;
    }
}
