package dev.signalbox.notifier.message;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A link that people may be given to click on: `http` or `https`, with a host, and without a user,
/// which would only make a host look like another. It is read as browsers do, which take hosts with
/// `_` and in any script, and encode what is not allowed in a url.
final class BrowserLink {
    private static final int LONGEST = 1_000;

    /// Browsers take a backslash for a slash; so does this, and then there is no link.
    private static final Pattern PARTS =
            Pattern.compile("(?is)(https?)://([^/?#\\\\]+?)(:[0-9]{1,5})?((?:[/?#].*)?)");

    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_.])?|\\[[0-9A-Fa-f:.]+]");

    private static final Pattern ESCAPED = Pattern.compile("%[0-9A-Fa-f]{2}");
    private static final String MARKS = "-._~:/?@!$&'()*+,;=";

    private BrowserLink() {}

    /// Reads a link; null where it is none, or another one.
    static @Nullable URI read(String text) {
        Matcher parts = PARTS.matcher(text);
        if (text.length() > LONGEST || !parts.matches()) {
            return null;
        }
        String host = ascii(parts.group(2));
        if (!HOST.matcher(host).matches()) {
            return null;
        }
        String port = parts.group(3) == null ? "" : parts.group(3);
        String scheme = parts.group(1).toLowerCase(Locale.ROOT);
        try {
            return new URI(scheme + "://" + host + port + encoded(parts.group(4)));
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /// The host of a link that was read.
    static String host(URI link) {
        String authority = link.getRawAuthority();
        int port = authority.lastIndexOf(':');
        return port < 0 || authority.endsWith("]") ? authority : authority.substring(0, port);
    }

    private static String ascii(String host) {
        if (host.chars().allMatch(c -> c < 0x80)) {
            return host;
        }
        try {
            return IDN.toASCII(host, IDN.ALLOW_UNASSIGNED);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /// Path, query and fragment, in which what is not allowed is encoded.
    private static String encoded(String text) {
        var encoded = new StringBuilder();
        boolean inFragment = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            boolean escape = c == '%' && ESCAPED.matcher(text).region(i, text.length()).lookingAt();
            boolean mark = c < 0x80 && (Character.isLetterOrDigit(c) || MARKS.indexOf(c) >= 0);
            boolean letter = c >= 0x80 && Character.isLetterOrDigit(c);
            if (escape || mark || letter || (c == '#' && !inFragment)) {
                encoded.appendCodePoint(c);
            } else {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    encoded.append("%%%02X".formatted(b));
                }
            }
            inFragment |= c == '#';
            i += Character.charCount(c);
        }
        return encoded.toString();
    }
}
