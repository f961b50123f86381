package dev.signalbox.notifier.message;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A link that people may be given to click on: `http` or `https`, with a host, and without a user,
/// which would only make a host look like another.
final class BrowserLink {
    private static final int LONGEST = 1_000;

    private BrowserLink() {}

    /// Reads a link; null where it is none, or another one.
    static @Nullable URI read(String text) {
        if (text.length() > LONGEST) {
            return null;
        }
        URI link;
        try {
            link = new URI(text).parseServerAuthority();
        } catch (URISyntaxException e) {
            return null;
        }
        String scheme = String.valueOf(link.getScheme()).toLowerCase(Locale.ROOT);
        boolean good =
                (scheme.equals("http") || scheme.equals("https"))
                        && link.getHost() != null
                        && link.getRawUserInfo() == null;
        return good ? link : null;
    }
}
