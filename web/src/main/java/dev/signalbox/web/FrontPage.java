package dev.signalbox.web;

import dev.signalbox.contract.net.Entrance;
import dev.signalbox.contract.room.Version;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// The page that a browser shows at the address of a room that has no page of its own: what runs
/// here, whether it is ready, and where to go on. Like the probes it needs no key, and says nothing
/// that they do not. A request that names an action calls the API at the same path instead.
public final class FrontPage implements HttpRoutes {
    private static final String HTML =
            """
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><title>Signalbox</title></head>
            <body>
            <h1>Signalbox %s</h1>
            <p>%s</p>
            <p>%s</p>
            <p>Look: <a href="/health/ready">readiness</a> · <a href="/metrics">metrics</a></p>
            <p>Go on, in a terminal:</p>
            <pre>
            ./signalbox receive           prints the notifications that it is sent
            ./signalbox rules apply DIR   applies rules kept as files; './signalbox help rules' shows how
            ./signalbox emit FILE         sends events
            ./signalbox status            says how everything stands
            ./signalbox help              lists all commands
            </pre>
            <p>README.md has the first five minutes, docs/ the rest.</p>
            </body>
            </html>
            """;

    private static final HeaderName ACTION = HeaderNames.create("x-acs-action");

    private final String running;
    private final Supplier<List<String>> missing;

    /// @param running what runs here, in a sentence
    /// @param missing what is not ready yet, in words
    public FrontPage(String running, Supplier<List<String>> missing) {
        this.running = running;
        this.missing = missing;
    }

    @Override
    public void addTo(RouteTable table) {
        table.at(Entrance.PROBES).getIf(request -> !namesAction(request), "/", this::show);
    }

    /// Whether a request calls an action, as Alibaba Cloud's RPC clients do.
    public static boolean namesAction(ServerRequest request) {
        return request.query().contains("Action") || request.headers().contains(ACTION);
    }

    private void show(ServerRequest request, ServerResponse response) {
        List<String> faults = missing.get();
        String state =
                faults.isEmpty()
                        ? "It is ready."
                        : "It is <b>not ready</b>: "
                                + faults.stream()
                                        .map(FrontPage::escaped)
                                        .collect(Collectors.joining("; "))
                                + ".";
        response.header(HeaderNames.CONTENT_TYPE, "text/html; charset=utf-8");
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header(
                HeaderNames.create("content-security-policy"),
                "default-src 'none'; frame-ancestors 'none'");
        response.header(HeaderNames.create("x-content-type-options"), "nosniff");
        Answers.send(
                response,
                HTML.formatted(Version.text(), running, state).getBytes(StandardCharsets.UTF_8));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
