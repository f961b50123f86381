package dev.signalbox.web.site;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;

/// Recognizes requests of our own page, by two signs that no other page can give them: what the
/// browser says of the site, and a header that a page of another origin may not set.
public final class OwnPage {
    /// The header that the page sends with whatever may change something.
    public static final HeaderName HEADER = HeaderNames.create("x-signalbox-page");

    private static final String VALUE = "1";

    private OwnPage() {}

    /// Whether our own page has sent a request that is none of another site.
    ///
    /// Where the address is neither `https` nor on loopback, browsers leave `Sec-Fetch-Site` out;
    /// there `Origin`, which they send with every request but `GET` and `HEAD`, has the same
    /// meaning: that it names the host that is called has been checked by [CrossSite].
    public static boolean sends(Headers headers) {
        if (!headers.contains(HEADER) || !CrossSite.value(headers, HEADER).equals(VALUE)) {
            return false;
        }
        return headers.contains(CrossSite.FETCH_SITE)
                ? CrossSite.value(headers, CrossSite.FETCH_SITE).equals("same-origin")
                : headers.contains(HeaderNames.ORIGIN);
    }

    /// Whether a browser says that the page came by HTTPS, as it does with every request but `GET`
    /// and `HEAD`, also where a proxy has removed TLS.
    public static boolean isByHttps(Headers headers) {
        return headers.contains(HeaderNames.ORIGIN)
                && CrossSite.value(headers, HeaderNames.ORIGIN)
                        .regionMatches(true, 0, "https://", 0, 8);
    }
}
