package dev.signalbox.web;

import dev.signalbox.contract.net.Entrance;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.PathMatcher;
import io.helidon.http.PathMatchers;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/// The paths of an HTTP server and their handlers. It knows which methods a path has, so that
/// another method is answered with 405 and `Allow`, and `OPTIONS` with `Allow` alone.
///
/// Every path belongs to an entrance, which the access control watches. A path that is added
/// without naming one belongs to the API: whoever forgets has closed a path, not opened it.
///
/// Paths are Helidon's: `/api/buses/{bus}`.
public final class RouteTable {
    private static final Set<String> READING = Set.of(Method.GET_NAME, Method.HEAD_NAME);

    private final HttpRouting.Builder routing;
    private final AccessControl access;
    private final Entrance entrance;
    private final boolean withoutKey;
    private final Map<String, Path> paths;

    private record Path(PathMatcher matcher, TreeSet<String> methods) {}

    RouteTable(HttpRouting.Builder routing, AccessControl access) {
        this(routing, access, Entrance.API, false, new LinkedHashMap<>());
    }

    private RouteTable(
            HttpRouting.Builder routing,
            AccessControl access,
            Entrance entrance,
            boolean withoutKey,
            Map<String, Path> paths) {
        this.routing = routing;
        this.access = access;
        this.entrance = entrance;
        this.withoutKey = withoutKey;
        this.paths = paths;
    }

    /// The same table; paths that are added through it belong to that entrance.
    public RouteTable at(Entrance other) {
        return new RouteTable(routing, access, other, withoutKey, paths);
    }

    /// The same table; paths that are added through it need no access key, but the caller's network
    /// counts. For what is the same for everybody.
    public RouteTable withoutKey() {
        return new RouteTable(routing, access, entrance, true, paths);
    }

    /// Answers `GET`, and `HEAD` with the same headers and no body.
    public RouteTable get(String path, Handler handler) {
        return route(path, handler, Method.GET, Method.HEAD);
    }

    /// Answers `GET` and `HEAD` where they are of a kind; others are left to another handler of the
    /// same path.
    public RouteTable getIf(Predicate<ServerRequest> kind, String path, Handler handler) {
        Handler guarded = guarded(handler, false);
        Path known = known(path);
        known.methods().addAll(READING);
        routing.route(
                Method.predicate(Method.GET, Method.HEAD),
                known.matcher(),
                (request, response) -> {
                    if (kind.test(request)) {
                        guarded.handle(request, response);
                    } else {
                        response.next();
                    }
                });
        return this;
    }

    /// Answers `POST`.
    public RouteTable post(String path, Handler handler) {
        return route(path, handler, Method.POST);
    }

    /// Answers `PUT`.
    public RouteTable put(String path, Handler handler) {
        return route(path, handler, Method.PUT);
    }

    /// Answers `DELETE`.
    public RouteTable delete(String path, Handler handler) {
        return route(path, handler, Method.DELETE);
    }

    /// Answers `OPTIONS`. Handshakes and preflights carry no credentials, by their specifications,
    /// and change nothing: only the caller's network counts.
    public RouteTable options(String path, Handler handler) {
        return route(path, handler, Method.OPTIONS);
    }

    private RouteTable route(String path, Handler handler, Method... methods) {
        Path known = known(path);
        boolean anonymous = methods[0].equals(Method.OPTIONS);
        for (Method method : methods) {
            known.methods().add(method.text());
        }
        routing.route(Method.predicate(methods), known.matcher(), guarded(handler, anonymous));
        return this;
    }

    private Path known(String path) {
        return paths.computeIfAbsent(path, p -> new Path(PathMatchers.create(p), new TreeSet<>()));
    }

    private Handler guarded(Handler handler, boolean anonymous) {
        if (!access.watches(entrance)) {
            return (request, response) -> {
                CurrentRequest.get().entered(entrance);
                handler.handle(request, response);
            };
        }
        return (request, response) -> {
            CurrentRequest.get().entered(entrance);
            CurrentRequest.get().admitted(access.admit(request, entrance, withoutKey || anonymous));
            handler.handle(request, response);
        };
    }

    /// To be called when all paths are there.
    void answerOtherMethods() {
        for (String path : paths.keySet()) {
            routing.any(path, this::answerOther);
        }
    }

    private void answerOther(ServerRequest request, ServerResponse response) {
        var allowed = new TreeSet<String>();
        for (Path path : paths.values()) {
            if (path.matcher().match(request.prologue().uriPath()).accepted()) {
                allowed.addAll(path.methods());
            }
        }
        allowed.add(Method.OPTIONS_NAME);
        String asked = request.prologue().method().text();
        if (allowed.contains(asked) && READING.contains(asked)) {
            allowed.removeAll(READING); // they are answered for another kind of request
        }
        response.header(HeaderNames.ALLOW, String.join(", ", allowed));
        if (request.prologue().method().equals(Method.OPTIONS)) {
            response.status(204).send();
            return;
        }
        throw new ApiException(405, "MethodNotAllowed", asked + " is not one of " + allowed);
    }
}
