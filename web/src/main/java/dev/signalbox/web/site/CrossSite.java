package dev.signalbox.web.site;

import dev.signalbox.web.wire.Authority;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Recognizes requests that a browser sends for a page of another site.
///
/// Browsers say so themselves: by `Sec-Fetch-Site` ("Fetch Metadata Request Headers", W3C) wherever
/// the address is `https` or on loopback, else by `Origin` (RFC 6454), which has to name the host
/// that is called. Programs send neither. A value that no browser sends, such as an unknown or a
/// repeated one, counts as another site's.
public final class CrossSite {
    static final HeaderName FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");

    /// A page of this address, or a person: a typed address, a bookmark.
    private static final Set<String> OWN = Set.of("same-origin", "none");

    private static final Pattern ORIGIN =
            Pattern.compile("(https?)://(.+)", Pattern.CASE_INSENSITIVE);

    private CrossSite() {}

    /// Why a request is one of another site, for people; null where it is none.
    public static @Nullable String reason(Headers headers) {
        if (headers.contains(FETCH_SITE)) {
            String site = value(headers, FETCH_SITE);
            return OWN.contains(site) ? null : "Sec-Fetch-Site is '" + site + "'";
        }
        if (!headers.contains(HeaderNames.ORIGIN)) {
            return null;
        }
        String origin = value(headers, HeaderNames.ORIGIN);
        String host = headers.contains(HeaderNames.HOST) ? value(headers, HeaderNames.HOST) : "";
        return isOf(origin, host) ? null : "Origin is '" + origin + "' and Host is '" + host + "'";
    }

    /// The scheme is not compared: a proxy before the server may have removed TLS.
    private static boolean isOf(String origin, String host) {
        Matcher parts = ORIGIN.matcher(origin);
        if (!parts.matches()) {
            return false;
        }
        int port = parts.group(1).toLowerCase(Locale.ROOT).equals("http") ? 80 : 443;
        Authority page = Authority.parse(parts.group(2));
        Authority called = Authority.parse(host);
        return page != null
                && called != null
                && page.withDefaultPort(port).equals(called.withDefaultPort(port));
    }

    static String value(Headers headers, HeaderName name) {
        return headers.get(name).values().strip();
    }
}
