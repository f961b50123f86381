package dev.signalbox.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.client.ApiClient;
import dev.signalbox.standalone.client.Metrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An event reaches three robots as a message, and a robot can be tried from the same door.
class BotsEndToEndTest {
    private static final String RULE = "/api/buses/default/rules/failed-jobs";
    private static final String EVENT =
            """
            {"specversion": "1.0", "id": "e-1", "source": "acs.pai.dlc",
             "type": "pai:DlcJobProgress:Failed", "time": "2026-11-21T04:00:00Z",
             "data": {"DisplayName": "bert-finetune", "Status": "Failed"}}\
            """;

    @TempDir private static Path data;

    @Test
    void anEventIsToldToEachRobotOnceAndTestsAreNotCounted() throws Exception {
        var posts = new CopyOnWriteArrayList<String>();
        HttpServer robots = robots(posts);
        try (var signalbox = Standalone.start(settings(data));
                var client = new ApiClient(signalbox.address())) {
            String rule =
                    """
                    {"pattern": {"source": ["acs.pai.dlc"]}, "targets": [
                      {"id": "d", "type": "dingtalk", "url": "%1$s/robot/send?access_token=t0k",
                       "signingKey": "SEC0123"},
                      {"id": "w", "type": "wecom", "url": "%1$s/cgi-bin/webhook/send?key=k3y"},
                      {"id": "l", "type": "lark", "url": "%1$s/open-apis/bot/v2/hook/t0k",
                       "signingKey": "k3y"}]}\
                    """
                            .formatted(url(robots));
            assertThat(client.put(RULE, rule).body()).contains("\"id\":\"d\"");

            var tried = client.post(RULE + "/targets/w/test", "application/json", "");
            assertThat(tried.status()).isEqualTo(200);
            assertThat(tried.body()).contains("\"ok\":true");
            assertThat(posts).singleElement().asString().contains("Test message from Signalbox");
            posts.clear();

            client.post("/events", "application/cloudevents+json", EVENT);

            await().atMost(Duration.ofSeconds(30)).until(() -> posts.size() == 3);
            assertThat(posts)
                    .allMatch(post -> post.contains("bert-finetune"))
                    .anyMatch(post -> post.contains("\"title\":\"Job progress: failed"))
                    .anyMatch(post -> post.contains("\"content\":\"### Job progress: failed"))
                    .anyMatch(post -> post.contains("\"zh_cn\""));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> {
                        JsonNode usage = Json.MAPPER.readTree(client.get("/api/usage").body());
                        JsonNode account = usage.at("/accounts/0");
                        assertThat(account.path("delivered").asInt()).isEqualTo(3);
                        for (String channel : List.of("dingtalk", "wecom", "lark")) {
                            assertThat(account.at("/byChannel/" + channel).asInt()).isEqualTo(1);
                        }
                    });
        } finally {
            robots.stop(0);
        }
    }

    @Test
    void rulesThatTellOneRobotKeepItsLimitTogether(@TempDir Path folder) throws Exception {
        var posts = new CopyOnWriteArrayList<String>();
        HttpServer robots = robots(posts);
        try (var signalbox = Standalone.start(settings(folder));
                var client = new ApiClient(signalbox.address())) {
            String rule =
                    """
                    {"pattern": {"source": ["acs.pai.dlc"]}, "targets": [
                      {"id": "w", "type": "wecom", "url": "%s/cgi-bin/webhook/send?key=k3y"}]}\
                    """
                            .formatted(url(robots));
            client.put("/api/buses/default/rules/one", rule);
            client.put("/api/buses/default/rules/two", rule);

            for (int i = 0; i < 15; i++) {
                String event = EVENT.replace("\"e-1\"", "\"e-" + i + "\"");
                client.post("/events", "application/cloudevents+json", event);
            }

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> {
                        Metrics metrics = Metrics.parse(client.get("/metrics").body());
                        long delivered = metrics.sum("signalbox_notifier_delivered_total");
                        assertThat(delivered).isEqualTo(posts.size());
                        assertThat(delivered + metrics.sum("signalbox_notifier_merged_total"))
                                .isEqualTo(30);
                    });
            assertThat(posts).hasSizeBetween(16, 20);
        } finally {
            robots.stop(0);
        }
    }

    private static Settings settings(Path folder) {
        return Settings.forStandalone(
                Map.of(
                        "SIGNALBOX_HTTP", "127.0.0.1:0",
                        "SIGNALBOX_KAFKA", "127.0.0.1:0",
                        "SIGNALBOX_DATA", folder.toString(),
                        "SIGNALBOX_TARGET_NETWORKS", "127.0.0.0/8"));
    }

    private static String url(HttpServer robots) {
        return "http://127.0.0.1:" + robots.getAddress().getPort();
    }

    /// A server that takes every message.
    private static HttpServer robots(List<String> posts) throws IOException {
        var robots =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 9);
        robots.createContext(
                "/",
                exchange -> {
                    posts.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
                    byte[] taken = "{\"errcode\":0,\"code\":0}".getBytes(UTF_8);
                    exchange.sendResponseHeaders(200, taken.length);
                    exchange.getResponseBody().write(taken);
                    exchange.close();
                });
        robots.start();
        return robots;
    }
}
