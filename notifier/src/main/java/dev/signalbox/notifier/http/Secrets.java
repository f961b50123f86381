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

/// The secrets of a target, which what it says must not carry into reasons and logs.
public final class Secrets {
    private static final int LONGEST_WORDS = 160;
    private static final int SHORTEST_SECRET = 4;
    private static final int SHORTEST_PART = 20;
    private static final String MASK = "***";

    private final List<String> secrets = new ArrayList<>();

    private Secrets(HttpUrl url, List<String> others) {
        others.forEach(this::add);
        String query = url.uri().getRawQuery();
        if (query != null) {
            for (String parameter : query.split("&", -1)) {
                add(parameter.substring(parameter.indexOf('=') + 1));
            }
        }
        // The longest first, or a part of one would be masked and its rest left.
        secrets.sort(Comparator.comparingInt(String::length).reversed());
    }

    /// The secrets of a robot: what its url ends with is its token.
    ///
    /// @param key the signing key; empty for none
    public static Secrets ofRobot(HttpUrl url, String key) {
        String path = Objects.requireNonNullElse(url.uri().getRawPath(), "");
        return new Secrets(url, List.of(key, path.substring(path.lastIndexOf('/') + 1)));
    }

    /// The secrets of a receiver: its keys, the values in its url's query, and the parts of the
    /// url's path that are long enough to be one.
    ///
    /// @param keys whatever else is secret
    public static Secrets ofReceiver(HttpUrl url, List<String> keys) {
        var secrets = new ArrayList<>(keys);
        String path = Objects.requireNonNullElse(url.uri().getRawPath(), "");
        Arrays.stream(path.split("/", -1))
                .filter(part -> part.length() >= SHORTEST_PART)
                .forEach(secrets::add);
        return new Secrets(url, secrets);
    }

    private void add(String secret) {
        if (secret.length() < SHORTEST_SECRET) {
            return;
        }
        secrets.add(secret);
        if (secret.indexOf('/') >= 0) {
            secrets.add(secret.replace("/", "\\/")); // as some write it in JSON
        }
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
        int uncertain = secrets.isEmpty() ? 0 : secrets.getFirst().length() - 1;
        return PlainText.line(
                masked.substring(0, Math.max(0, masked.length() - uncertain)), longest);
    }

    private String masked(String words) {
        String masked = words;
        for (String secret : secrets) {
            masked =
                    Pattern.compile(secret, Pattern.LITERAL | Pattern.CASE_INSENSITIVE)
                            .matcher(masked)
                            .replaceAll(MASK);
        }
        return masked;
    }
}
