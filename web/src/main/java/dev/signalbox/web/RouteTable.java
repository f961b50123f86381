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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The paths of an HTTP server and their handlers. It knows which methods a path has, so that
/// another method is answered with 405 and `Allow`, and `OPTIONS` with `Allow` alone.
///
/// Every path belongs to an entrance, which the access control watches. A path that is added
/// without naming one belongs to the API: whoever forgets has closed a path, not opened it.
///
/// Every call needs a right of its caller: to read where its method is `GET`, else to change. What
/// needs another says so by [#needing]: whoever forgets has shut somebody out.
///
/// Paths are Helidon's: `/api/buses/{bus}`.
public final class RouteTable {
    /// The query parameter of calls that can also only say what they would do.
    public static final String DRY_RUN = "dryRun";

    private static final Set<String> READING = Set.of(Method.GET_NAME, Method.HEAD_NAME);

    private final HttpRouting.Builder routing;
    private final AccessControl access;
    private final Entrance entrance;
    private final @Nullable Need need;
    private final Map<String, Path> paths;
    private final List<Call> calls;

    /// What a call needs.
    ///
    /// @param right null when it needs no credentials
    /// @param unlessDry whether it only reads where it says `dryRun=true`
    private record Need(@Nullable Right right, boolean unlessDry) {
        static final Need NOTHING = new Need(null, false);

        @Nullable Right of(ServerRequest request) {
            return unlessDry && request.query().all(DRY_RUN, List::of).equals(List.of("true"))
                    ? Right.READ
                    : right;
        }
    }

    /// A call that a server answers.
    ///
    /// @param path as it was added, such as `/api/buses/{bus}`
    /// @param right what it needs of its caller at the API, where it is no dry run; null where it
    ///   needs no credentials
    public record Call(String method, String path, Entrance entrance, @Nullable Right right) {}

    /// All calls, in the order in which they were added.
    List<Call> calls() {
        return List.copyOf(calls);
    }

    private record Path(PathMatcher matcher, TreeSet<String> methods) {}

    RouteTable(HttpRouting.Builder routing, AccessControl access) {
        this(routing, access, Entrance.API, null, new LinkedHashMap<>(), new ArrayList<>());
    }

    private RouteTable(
            HttpRouting.Builder routing,
            AccessControl access,
            Entrance entrance,
            @Nullable Need need,
            Map<String, Path> paths,
            List<Call> calls) {
        this.routing = routing;
        this.access = access;
        this.entrance = entrance;
        this.need = need;
        this.paths = paths;
        this.calls = calls;
    }

    /// The same table; paths that are added through it belong to that entrance.
    public RouteTable at(Entrance other) {
        return new RouteTable(routing, access, other, need, paths, calls);
    }

    /// The same table; calls that are added through it need that right.
    public RouteTable needing(Right right) {
        return new RouteTable(routing, access, entrance, new Need(right, false), paths, calls);
    }

    /// The same table; calls that are added through it need that right, or only to read where they
    /// say `dryRun=true`, as which they must then be taken.
    public RouteTable needingUnlessDry(Right right) {
        return new RouteTable(routing, access, entrance, new Need(right, true), paths, calls);
    }

    /// The same table; paths that are added through it need no access key, but the caller's network
    /// counts. For what is the same for everybody, and for logging in.
    public RouteTable withoutKey() {
        return new RouteTable(routing, access, entrance, Need.NOTHING, paths, calls);
    }

    /// Answers `GET`, and `HEAD` with the same headers and no body.
    public RouteTable get(String path, Handler handler) {
        return route(path, handler, Method.GET, Method.HEAD);
    }

    /// Answers `GET` and `HEAD` where they are of a kind; others are left to another handler of the
    /// same path.
    public RouteTable getIf(Predicate<ServerRequest> kind, String path, Handler handler) {
        Handler guarded = guarded(handler, need(Right.READ));
        Path known = known(path);
        known.methods().addAll(READING);
        calls.add(new Call(Method.GET_NAME, path, entrance, need(Right.READ).right()));
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
        Need needed =
                methods[0].equals(Method.OPTIONS)
                        ? Need.NOTHING
                        : need(methods[0].equals(Method.GET) ? Right.READ : Right.CHANGE);
        for (Method method : methods) {
            known.methods().add(method.text());
        }
        calls.add(new Call(methods[0].text(), path, entrance, needed.right()));
        routing.route(Method.predicate(methods), known.matcher(), guarded(handler, needed));
        return this;
    }

    private Path known(String path) {
        return paths.computeIfAbsent(path, p -> new Path(PathMatchers.create(p), new TreeSet<>()));
    }

    private Need need(Right otherwise) {
        return need == null ? new Need(otherwise, false) : need;
    }

    private Handler guarded(Handler handler, Need needed) {
        if (!access.watches(entrance)) {
            return (request, response) -> {
                CurrentRequest.get().entered(entrance);
                handler.handle(request, response);
            };
        }
        return (request, response) -> {
            CurrentRequest.get().entered(entrance);
            CurrentRequest.get().admitted(access.admit(request, entrance, needed.of(request)));
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
