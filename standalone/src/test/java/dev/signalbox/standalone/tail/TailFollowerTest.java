package dev.signalbox.standalone.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.signalbox.standalone.client.ApiClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A tail over connections that break, against a server whose answers are given.
@Timeout(30)
class TailFollowerTest {
    private static final Instant NOW = Instant.parse("2026-12-01T04:10:00Z");
    private static final String LIVE = "{\"kind\":\"live\",\"at\":\"2026-12-01T04:00:00Z\"}\n";

    private final List<String> answers = new CopyOnWriteArrayList<>();
    private final List<String> queries = new CopyOnWriteArrayList<>();
    private final List<String> kinds = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private volatile int status = 200;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 9);
        server.createContext(
                "/api/tail",
                exchange -> {
                    queries.add(String.valueOf(exchange.getRequestURI().getQuery()));
                    String answer = answers.isEmpty() ? "" : answers.removeFirst();
                    byte[] body = answer.getBytes(UTF_8);
                    exchange.sendResponseHeaders(answer.isEmpty() ? 503 : status, 0);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aNewConnectionGoesOnWhereTheLastOneWasAndShowsNothingTwice() throws Exception {
        answers.add(LIVE + event(1, "04:00:01") + event(2, "04:00:02"));
        answers.add(event(2, "04:00:02") + event(3, "04:00:03") + LIVE + event(4, "04:00:04"));

        follow(Map.of("bus", "a b"), 6);

        assertThat(kinds).containsExactly("live", "1", "2", "3", "live", "4");
        assertThat(queries).containsExactly("bus=a+b", "bus=a+b&since=2026-12-01T03:59:57Z");
        assertThat(notes).hasSize(2).last().isEqualTo("connected again");
    }

    @Test
    void aSignOfLifeMeansThatNothingIsMissingUpToNow() throws Exception {
        answers.add(LIVE + event(1, "03:30:00") + "\n");
        answers.add(LIVE + event(2, "04:00:01"));

        follow(Map.of(), 4);

        assertThat(queries.getLast()).isEqualTo("since=2026-12-01T03:59:55Z");
    }

    @Test
    void aConnectionLostBeforeItIsLiveBeginsAnewWhereItWas() throws Exception {
        answers.add("\n" + event(1, "03:00:00") + "\n");
        answers.add(event(1, "03:00:00") + event(2, "03:00:01"));

        follow(Map.of("since", "2h"), 2);

        assertThat(kinds).containsExactly("1", "2");
        assertThat(queries).containsExactly("since=2h", "since=2026-12-01T02:59:55Z");
    }

    @Test
    void aServerThatIsGoneForLongEndsIt() {
        answers.add(LIVE);

        assertThatThrownBy(() -> follow(Map.of(), 2))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("gave up after 0 s");
        assertThat(queries.size()).isGreaterThan(1);
    }

    @Test
    void aRefusalEndsItAtOnce() {
        status = 404;
        answers.add("{\"code\":\"EventRuleNotExist\",\"message\":\"no such rule\"}");

        assertThatThrownBy(() -> follow(Map.of(), 1)).hasMessage("no such rule");
        assertThat(queries).hasSize(1);
    }

    @Test
    void aRuleThatIsDeletedEndsIt() {
        answers.add(
                LIVE
                        + "{\"kind\":\"error\",\"code\":\"EventRuleNotExist\","
                        + "\"message\":\"no such rule\"}\n");

        assertThatThrownBy(() -> follow(Map.of(), 5)).hasMessage("no such rule");
        assertThat(queries).hasSize(1);
    }

    @Test
    void noServerAtAllIsSaidAtOnce() {
        server.stop(0);

        assertThatThrownBy(() -> follow(Map.of(), 1)).hasMessageContaining("no connection to");
        assertThat(notes).isEmpty();
    }

    private void follow(Map<String, String> parameters, int count)
            throws IOException, InterruptedException {
        try (var client =
                new ApiClient(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))) {
            new TailFollower(
                            client,
                            parameters,
                            () -> NOW.plusMillis(queries.size()),
                            Duration.ofMillis(5),
                            Duration.ofMillis(1))
                    .follow(
                            item -> {
                                String kind = item.path("kind").asText();
                                kinds.add(kind.equals("event") ? item.path("id").asText() : kind);
                                return kinds.size() < count;
                            },
                            notes::add);
        }
    }

    private static String event(int id, String time) {
        return "{\"kind\":\"event\",\"id\":\"%d\",\"accepted\":\"2026-12-01T%sZ\",\"partition\":0,\"offset\":%d}\n"
                .formatted(id, time, id);
    }
}
