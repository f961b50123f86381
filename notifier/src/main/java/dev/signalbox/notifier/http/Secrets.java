package dev.signalbox.notifier.http;

import dev.signalbox.notifier.message.PlainText;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/// The secrets of a target, which what it says must not carry into reasons and logs: its keys, and
/// of its url what may be a token. The words of an address (`send`, `env=production`) are none, or
/// reasons would lose the words that explain them.
public final class Secrets {
    private static final int LONGEST_WORDS = 160;
    private static final int SHORTEST_SECRET = 4;
    private static final int SHORTEST_PART = 20;
    private static final String MASK = "***";

    /// What nobody makes a token of.
    private static final Pattern WORDS = Pattern.compile("[a-z]+(?:[-_.][a-z]+)*");

    /// A value that is none where its name does not say that it is one.
    private static final Pattern SETTING = Pattern.compile("[A-Za-z_.-]{1,11}|[0-9]{1,6}");

    private static final Pattern TELLING_NAME =
            Pattern.compile(
                    "(?i)..?|.*(?:token|key|secret|sig|pass|pwd|auth|cred|code|hash|hook|session|jwt).*");

    /// How long a character may become where it is escaped, such as `&#x3d;`.
    private static final int LONGEST_ESCAPE = 6;

    private final List<String> secrets = new ArrayList<>();
    private final List<Pattern> patterns;

    /// Characters that an escaped secret may have at most.
    private final int longestSecret;

    private Secrets(HttpUrl url, List<String> others) {
        others.forEach(this::add);
        String query = url.uri().getRawQuery();
        if (query != null) {
            for (String parameter : query.split("&", -1)) {
                int equals = parameter.indexOf('=');
                String value = parameter.substring(equals + 1);
                boolean isSetting =
                        equals > 0
                                && SETTING.matcher(value).matches()
                                && !TELLING_NAME.matcher(parameter.substring(0, equals)).matches();
                if (!isSetting) {
                    add(value);
                }
            }
        }
        // The longest first, or a part of one would be masked and its rest left.
        secrets.sort(Comparator.comparingInt(String::length).reversed());
        patterns = secrets.stream().map(Secrets::pattern).toList();
        longestSecret = secrets.stream().mapToInt(Secrets::escapedLength).max().orElse(0);
    }

    /// What finds a secret also where its characters are escaped as in JSON, HTML or a url.
    private static Pattern pattern(String secret) {
        var escaped = new StringBuilder(Pattern.quote(secret) + "|");
        for (int i = 0; i < secret.length(); i++) {
            char c = secret.charAt(i);
            String literal = Pattern.quote(String.valueOf(c));
            escaped.append(
                    isPlain(c)
                            ? literal
                            : "(?>\\\\u%2$04x|%%%2$02x|&(?:#0*%2$d|#x0*%2$x|[a-z]+);|\\\\?%1$s)"
                                    .formatted(literal, (int) c));
        }
        return Pattern.compile(escaped.toString(), Pattern.CASE_INSENSITIVE);
    }

    private static int escapedLength(String secret) {
        return secret.chars().map(c -> isPlain(c) ? 1 : LONGEST_ESCAPE).sum();
    }

    private static boolean isPlain(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    /// The secrets of a target: its keys, the values in its url's query, and the parts of the url's
    /// path that are long enough to be a token.
    ///
    /// @param keys whatever else is secret; empty ones do not count
    public static Secrets of(HttpUrl url, List<String> keys) {
        var secrets = new ArrayList<>(keys);
        String path = Objects.requireNonNullElse(url.uri().getRawPath(), "");
        Arrays.stream(path.split("/", -1))
                .filter(part -> part.length() >= SHORTEST_PART && !WORDS.matcher(part).matches())
                .forEach(secrets::add);
        return new Secrets(url, secrets);
    }

    private void add(String secret) {
        if (secret.length() < SHORTEST_SECRET) {
            return;
        }
        secrets.add(secret);
        try {
            String decoded = URLDecoder.decode(secret, StandardCharsets.UTF_8);
            if (!decoded.equals(secret)) {
                secrets.add(decoded);
            }
        } catch (IllegalArgumentException e) {
            // It only looks encoded.
        }
    }

    /// What a target said, in one line of at most 160 characters, without secrets.
    public String quote(String words) {
        return quote(words, LONGEST_WORDS);
    }

    /// What a target said, in one line, without secrets.
    ///
    /// @param longest characters that it may have; more is cut
    String quote(String words, int longest) {
        return PlainText.line(masked(words), longest);
    }

    /// The beginning of what a target said, in one line, without secrets and without what may be
    /// the beginning of one at its end.
    ///
    /// @param longest characters that it may have; more is cut
    String quoteBeginning(String words, int longest) {
        String masked = masked(words);
        int uncertain = Math.max(0, longestSecret - 1);
        return PlainText.line(
                masked.substring(0, Math.max(0, masked.length() - uncertain)), longest);
    }

    private String masked(String words) {
        String masked = words;
        for (Pattern secret : patterns) {
            masked = secret.matcher(masked).replaceAll(MASK);
        }
        return masked;
    }
}
