package dev.signalbox.web;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.util.List;

/// The signs by which a request of a browser differs from one of a program.
public final class Browsers {
    /// Headers that browsers alone send. The first is left out where the address is neither `https`
    /// nor on loopback; the second comes with every page that a person opens.
    private static final List<HeaderName> THEIRS =
            List.of(
                    HeaderNames.create("Sec-Fetch-Mode"),
                    HeaderNames.create("Upgrade-Insecure-Requests"));

    /// Headers that come with what pages and people have a browser send. `Sec-Fetch-Mode` is not
    /// among them: Node.js sends that, too.
    private static final List<HeaderName> OF_PAGES =
            List.of(
                    HeaderNames.create("Sec-Fetch-Site"),
                    HeaderNames.create("Upgrade-Insecure-Requests"),
                    HeaderNames.ORIGIN,
                    HeaderNames.REFERER);

    private Browsers() {}

    /// Whether the request says that a browser sends it. An image on a page by plain HTTP does not.
    static boolean say(Headers headers) {
        return THEIRS.stream().anyMatch(headers::contains);
    }

    /// Whether a browser may have sent the request: it says so, or names a page, or its user agent
    /// is one of a browser, which all begin alike and no page can change.
    public static boolean send(Headers headers) {
        return OF_PAGES.stream().anyMatch(headers::contains)
                || (headers.contains(HeaderNames.USER_AGENT)
                        && headers.get(HeaderNames.USER_AGENT)
                                .values()
                                .strip()
                                .startsWith("Mozilla/"));
    }
}
