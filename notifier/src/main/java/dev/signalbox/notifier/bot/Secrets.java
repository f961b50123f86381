package dev.signalbox.notifier.bot;

import dev.signalbox.notifier.http.HttpUrl;
import dev.signalbox.notifier.message.PlainText;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/// The secrets of a robot, which what its service says must not carry into reasons and logs.
final class Secrets {
    private static final int LONGEST_WORDS = 160;
    private static final int SHORTEST_SECRET = 4;
    private static final String MASK = "***";

    private final List<String> secrets = new ArrayList<>();

    /// @param key the signing key; empty for none
    Secrets(HttpUrl url, String key) {
        add(key);
        String query = url.uri().getRawQuery();
        if (query != null) {
            for (String parameter : query.split("&", -1)) {
                add(parameter.substring(parameter.indexOf('=') + 1));
            }
        }
        String path = url.uri().getRawPath();
        if (path != null) {
            add(path.substring(path.lastIndexOf('/') + 1));
        }
        // The longest first, or a part of one would be masked and its rest left.
        secrets.sort(Comparator.comparingInt(String::length).reversed());
    }

    private void add(String secret) {
        if (secret.length() < SHORTEST_SECRET) {
            return;
        }
        secrets.add(secret);
        try {
            secrets.add(URLDecoder.decode(secret, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            // It only looks encoded.
        }
    }

    /// What a service said, in one line of at most 160 characters, without secrets.
    String quote(String words) {
        String quoted = words;
        for (String secret : secrets) {
            quoted =
                    Pattern.compile(secret, Pattern.LITERAL | Pattern.CASE_INSENSITIVE)
                            .matcher(quoted)
                            .replaceAll(MASK);
        }
        return PlainText.line(quoted, LONGEST_WORDS);
    }
}
