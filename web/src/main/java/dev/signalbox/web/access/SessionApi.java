package dev.signalbox.web.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.room.Version;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.web.Answers;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.AuditLog;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.Requests;
import dev.signalbox.web.Right;
import dev.signalbox.web.RouteTable;
import dev.signalbox.web.access.Sessions.Session;
import dev.signalbox.web.input.InputObject;
import dev.signalbox.web.session.SessionCookie;
import dev.signalbox.web.site.OwnPage;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `/api/session`: log in at the page, who is it and what may they do, log out. Every process
/// answers it, since a session is good at each of them.
final class SessionApi implements HttpRoutes {
    private static final String PATH = "/api/session";
    private static final List<String> FIELDS = List.of("id", "secret");

    private final AccessChecks access;
    private final Sessions sessions;
    private final Settings settings;

    SessionApi(AccessChecks access, Settings settings) {
        this.access = access;
        sessions = access.sessions();
        this.settings = settings;
    }

    @Override
    public void addTo(RouteTable table) {
        table.withoutKey().post(PATH, this::logIn).get(PATH, this::show).delete(PATH, this::logOut);
    }

    private void logIn(ServerRequest request, ServerResponse response) {
        InputObject input =
                InputObject.body(Requests.json(request), "with the id of a key and its secret");
        input.onlyFields(FIELDS);
        var _ = input.required("id", "");
        var _ = input.required("secret", "");
        String id = input.text("id");
        String secret = input.text("secret");
        input.problems().throwIfAny();
        KeyRing ring = sessions.keys();
        if (ring == null) {
            answer(response, everybody());
            return;
        }
        Session session;
        try {
            session =
                    sessions.open(
                            ring,
                            request,
                            Objects.requireNonNull(id),
                            Objects.requireNonNull(secret));
        } catch (ApiException e) {
            throw access.counted(e);
        }
        response.header(SessionCookie.set(session.cookie(), Sessions.AGE, isSecure(request)));
        AuditLog.changedBy(session.key().id(), "logged in", "the page");
        answer(response, signedIn(session.key(), session));
    }

    private void show(ServerRequest request, ServerResponse response) {
        KeyRing ring = sessions.keys();
        answer(response, ring == null ? everybody() : who(ring, request));
    }

    private ObjectNode who(KeyRing ring, ServerRequest request) {
        if (request.headers().contains(HeaderNames.AUTHORIZATION)) {
            return signedIn(access.key(ring, request), null);
        }
        Session session = sessions.find(ring, request);
        return session == null ? json(true, false) : signedIn(session.key(), session);
    }

    private void logOut(ServerRequest request, ServerResponse response) {
        KeyRing ring = sessions.keys();
        Session session = ring == null ? null : sessions.find(ring, request);
        if (session != null) {
            try {
                Sessions.requireThePage(request);
            } catch (ApiException e) {
                throw access.counted(e);
            }
            sessions.end(session);
            AuditLog.changedBy(session.key().id(), "logged out", "the page");
        }
        response.header(SessionCookie.gone(isSecure(request)));
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.status(204).send();
    }

    /// Whether the browser has come by HTTPS, to this process or to a proxy before it.
    private boolean isSecure(ServerRequest request) {
        return settings.http().tls() != null || OwnPage.isByHttps(request.headers());
    }

    private ObjectNode everybody() {
        ObjectNode json = json(false, true);
        json.put("account", settings.accounts().standard());
        json.put("role", Role.ADMIN.word());
        Arrays.stream(Right.values()).forEach(right -> json.withArray("may").add(right.word()));
        return json;
    }

    private ObjectNode signedIn(AccessKey key, @Nullable Session session) {
        ObjectNode json = json(true, true);
        json.put("key", key.id());
        json.put("account", key.account());
        json.put("role", key.role().word());
        key.rights().stream().sorted().forEach(right -> json.withArray("may").add(right.word()));
        if (session != null) {
            json.put(
                    "expires",
                    session.token().expires().truncatedTo(ChronoUnit.SECONDS).toString());
        }
        return json;
    }

    private ObjectNode json(boolean keys, boolean signedIn) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("keys", keys);
        json.put("signedIn", signedIn);
        json.putArray("may");
        json.put("version", Version.text());
        json.put("zone", settings.accounts().zone().getId());
        if (signedIn) {
            json.put("defaultAccount", settings.accounts().standard());
        }
        return json;
    }

    private static void answer(ServerResponse response, ObjectNode json) {
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        Answers.json(response, 200, json);
    }
}
