package dev.signalbox.web.access;

import dev.signalbox.contract.net.Entrance;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.Requests;
import dev.signalbox.web.Right;
import dev.signalbox.web.session.EndedSessions;
import dev.signalbox.web.session.SessionCookie;
import dev.signalbox.web.session.SessionToken;
import dev.signalbox.web.site.OwnPage;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.http.ServerRequest;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The sessions of people who have logged in at the page with an access key.
///
/// A session is a token in a cookie, signed with the key's secret; it lasts 12 hours, at most as
/// long as its key with that secret, and may do what the key may. Nothing is kept of it but that it
/// was ended, which only the process knows where that was done.
///
/// The cookie counts at the API alone, and only where there is no `Authorization`. What may change
/// something has to be sent by our own page: a cookie comes by itself.
final class Sessions {
    static final Duration AGE = Duration.ofHours(12);

    /// The code of the refusal of a cookie that is no good, or is no longer.
    static final String EXPIRED = "SessionExpired";

    /// The code of the refusal of what another than our page may have sent.
    static final String NOT_THE_PAGE = "NotFromThePage";

    private static final String API = "/api/";

    private final @Nullable KeyRing keys;
    private final WrongSecrets byKey;
    private final WrongSecrets byAddress;
    private final EndedSessions ended = new EndedSessions();
    private final InstantSource clock;

    /// @param keys null where no keys are asked for, and there is no session
    /// @param byKey the limit on guesses that holds for all calls
    Sessions(@Nullable KeyRing keys, WrongSecrets byKey, InstantSource clock) {
        this.keys = keys;
        this.byKey = byKey;
        byAddress = WrongSecrets.ofLogIns(clock);
        this.clock = clock;
    }

    /// A session and the key whose owner it is of.
    record Session(AccessKey key, SessionToken token) {
        /// The token as the cookie holds it.
        String cookie() {
            return token.text(key::signSession);
        }
    }

    /// The keys of people who can log in; null where none are asked for.
    @Nullable KeyRing keys() {
        return keys;
    }

    /// Whether a request is one whose cookie counts.
    static boolean takes(ServerRequest request, Entrance entrance) {
        return entrance == Entrance.API
                && !request.headers().contains(HeaderNames.AUTHORIZATION)
                && request.prologue().uriPath().path().startsWith(API)
                && !SessionCookie.tokens(request.headers()).isEmpty();
    }

    /// The session of a request.
    ///
    /// @throws ApiException 401 when it has none that is good; 403 when it may change something and
    ///   was not sent by our own page
    Session of(KeyRing ring, ServerRequest request, Right needed) {
        Session session = find(ring, request);
        if (session == null) {
            throw new ApiException(
                    401, EXPIRED, "the session is over or was ended; log in at the page again");
        }
        Method method = request.prologue().method();
        boolean reads =
                needed == Right.READ && (method.equals(Method.GET) || method.equals(Method.HEAD));
        if (!reads) {
            requireThePage(request);
        }
        return session;
    }

    /// The session of a request; null where it has none that is good.
    @Nullable Session find(KeyRing ring, ServerRequest request) {
        List<String> tokens = SessionCookie.tokens(request.headers());
        if (tokens.size() != 1) {
            return null;
        }
        SessionToken token =
                SessionToken.read(
                        tokens.getFirst(),
                        (id, text, signature) -> ring.find(id).signedSession(text, signature));
        if (token == null) {
            return null;
        }
        var session = new Session(ring.find(token.keyId()), token);
        return isInForce(session) ? session : null;
    }

    /// Whether a session has neither reached its end nor been ended.
    boolean isInForce(Session session) {
        return session.token().expires().isAfter(clock.instant())
                && !ended.contain(session.token());
    }

    /// @throws ApiException 403 when a request was not sent by our own page
    static void requireThePage(ServerRequest request) {
        if (!OwnPage.sends(request.headers())) {
            throw new ApiException(
                    403,
                    NOT_THE_PAGE,
                    "a session changes things by the page of this address alone, which sends %s: 1"
                                    .formatted(OwnPage.HEADER.lowerCase())
                            + " and whose browser says Sec-Fetch-Site: same-origin; a program shows"
                            + " its access key by Authorization");
        }
    }

    /// Begins a session.
    ///
    /// @throws ApiException 401 when the id or the secret is wrong, which of them is not said; 403
    ///   when the key is not one for people; 429 after too many that were wrong
    Session open(KeyRing ring, ServerRequest request, String id, String secret) {
        AccessKey key = ring.find(id);
        InetAddress from = Requests.address(request);
        byAddress.check(key, from);
        byKey.check(key, from);
        if (!key.hasSecret(secret) || !key.isKnown()) {
            byAddress.count(key, from);
            byKey.count(key, from);
            throw new ApiException(
                    401, "WrongIdOrSecret", "the id of the access key or its secret is wrong");
        }
        if (key.rights().isEmpty()) {
            throw key.denied("");
        }
        return new Session(key, SessionToken.fresh(key.id(), clock.instant().plus(AGE)));
    }

    /// Ends a session, at this process.
    void end(Session session) {
        ended.add(session.token(), clock.instant());
    }
}
