package dev.signalbox.web.target;

import dev.signalbox.contract.net.HostName;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The URL of an HTTP target: the check of it, and its masked form. The mask `***` replaces each
/// value in the query, each part of the path that looks random, and the part in which Lark has a
/// robot's token.
public final class TargetUrl {
    /// The mask shown instead of a secret.
    public static final String MASK = "***";

    private static final int LONGEST = 2_048;
    private static final int HIGHEST_PORT = 65_535;
    private static final Pattern TOKEN =
            Pattern.compile("(?=[^0-9]*[0-9])(?=[^A-Za-z]*[A-Za-z])[0-9A-Za-z_.~%+=-]{20,}");
    private static final Pattern LARK_TOKEN =
            Pattern.compile("(?<=/open-apis/bot/(v2/)?hook/)[^/]+");

    private TargetUrl() {}

    /// Returns what is wrong with a URL, or null.
    static @Nullable String problem(String text) {
        if (text.length() > LONGEST) {
            return "has more than %,d characters".formatted(LONGEST);
        }
        String url;
        try {
            url = HostName.inUrl(text);
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
        if (!url.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            return "holds a character that must be percent-encoded";
        }
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            return "is not a URL: " + e.getReason();
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return "must begin with http:// or https://";
        }
        if (uri.getRawUserInfo() != null) {
            return "must not hold a user or password; sign with signingKey, or put a token in the"
                    + " query";
        }
        if (uri.getRawFragment() != null) {
            return "must not have a fragment (#…): it is never sent";
        }
        if (uri.getHost() == null) {
            return "must name a host of letters, digits, dots and hyphens, or an IP address";
        }
        if (uri.getRawPath().startsWith("//")) {
            return "must not have a path that begins with two slashes";
        }
        if (uri.getPort() == 0 || uri.getPort() > HIGHEST_PORT) {
            return "must have a port from 1 to 65535";
        }
        return null;
    }

    /// The scheme, host and port of a URL, in lower case and in ASCII.
    static String host(String text) {
        String url;
        try {
            url = HostName.inUrl(text);
        } catch (IllegalArgumentException e) {
            url = text;
        }
        int end = url.indexOf("://") + 3;
        while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
            end++;
        }
        return url.substring(0, end).toLowerCase(Locale.ROOT);
    }

    /// The URL without its tokens.
    public static String masked(String url) {
        int query = url.indexOf('?');
        return query < 0
                ? maskedPath(url)
                : maskedPath(url.substring(0, query)) + "?" + maskedQuery(url.substring(query + 1));
    }

    private static String maskedPath(String url) {
        int host = url.indexOf("://") + 3;
        int path = url.indexOf('/', host);
        if (path < 0) {
            return url;
        }
        return url.substring(0, path)
                + Arrays.stream(
                                LARK_TOKEN
                                        .matcher(url.substring(path))
                                        .replaceFirst(MASK)
                                        .split("/", -1))
                        .map(part -> TOKEN.matcher(part).matches() ? MASK : part)
                        .collect(Collectors.joining("/"));
    }

    private static String maskedQuery(String query) {
        return Arrays.stream(query.split("&", -1))
                .map(pair -> {
                    int equals = pair.indexOf('=');
                    if (equals < 0) {
                        return pair.isEmpty() ? pair : MASK;
                    }
                    return equals == pair.length() - 1
                            ? pair
                            : pair.substring(0, equals + 1) + MASK;
                })
                .collect(Collectors.joining("&"));
    }

    /// Whether a URL contains a mask, and so is not complete.
    static boolean isMasked(String url) {
        return url.contains(MASK);
    }
}
