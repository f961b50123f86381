package dev.signalbox.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.net.HostPort;
import dev.signalbox.contract.settings.Settings;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FrontPageTest {
    private final AtomicReference<List<String>> missing = new AtomicReference<>(List.of());
    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpServer server =
            HttpServer.open(
                    new HostPort("127.0.0.1", 0),
                    Settings.forRoom(Map.of()).limits(),
                    new PrometheusRegistry(),
                    List::of,
                    List.of(new FrontPage("The router runs here.", missing::get)));

    @AfterEach
    void stop() {
        server.close();
        http.close();
    }

    @Test
    void aBrowserIsToldWhatRunsAndWhereToGoOn() throws Exception {
        HttpResponse<String> page = call("GET", "/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
        assertThat(page.body())
                .contains("The router runs here.", "It is ready.", "./signalbox receive")
                .doesNotContain("/api/");
    }

    @Test
    void whatIsMissingIsShownAsText() throws Exception {
        missing.set(List.of("the <b>rules</b>", "Kafka & co"));
        assertThat(call("GET", "/").body())
                .contains("not ready</b>: the &lt;b&gt;rules&lt;/b&gt;; Kafka &amp; co.");
    }

    @Test
    void otherMethodsAndActionsAreRefused() throws Exception {
        HttpResponse<String> posted = call("POST", "/");
        assertThat(posted.statusCode()).isEqualTo(405);
        assertThat(posted.headers().firstValue("allow")).hasValue("GET, HEAD, OPTIONS");
        assertThat(call("GET", "/?Action=CreateRule").statusCode()).isEqualTo(405);
    }

    private HttpResponse<String> call(String method, String path) throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .version(HttpClient.Version.HTTP_1_1)
                        .method(method, BodyPublishers.noBody());
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
