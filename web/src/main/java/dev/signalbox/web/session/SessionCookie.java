package dev.signalbox.web.session;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// The cookie in which a browser keeps the token of a session. No script can read it, and the
/// browser sends it for pages of the same site alone.
public final class SessionCookie {
    private static final String NAME = "signalbox_session=";

    private SessionCookie() {}

    /// The tokens that a request brings; more than one where a cookie of the same name was set for
    /// a wider domain.
    public static List<String> tokens(Headers headers) {
        if (!headers.contains(HeaderNames.COOKIE)) {
            return List.of();
        }
        return headers.get(HeaderNames.COOKIE).allValues().stream()
                .flatMap(line -> Arrays.stream(line.split(";", -1)))
                .map(String::strip)
                .filter(pair -> pair.startsWith(NAME))
                .map(pair -> pair.substring(NAME.length()))
                .distinct()
                .toList();
    }

    /// The header by which the browser keeps a token.
    ///
    /// @param secure whether it may be sent by HTTPS alone
    public static Header set(String token, Duration age, boolean secure) {
        return HeaderValues.create(
                HeaderNames.SET_COOKIE,
                "%s%s; HttpOnly; SameSite=Strict; Path=/; Max-Age=%d%s"
                        .formatted(NAME, token, age.toSeconds(), secure ? "; Secure" : ""));
    }

    /// The header by which the browser forgets it.
    public static Header gone(boolean secure) {
        return set("", Duration.ZERO, secure);
    }
}
