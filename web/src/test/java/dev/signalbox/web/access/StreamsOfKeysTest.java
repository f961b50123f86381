package dev.signalbox.web.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.contract.net.HostPort;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.web.HttpServer;
import dev.signalbox.web.stream.AnswerStream;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Streams that are open while the access keys change, and how many an account may have.
class StreamsOfKeysTest {
    private static final String ALICE = key("alice", "alices-secret", "7", "admin");
    private static final String BORIS = key("boris", "boriss-secret", "8", "admin");

    @TempDir private Path folder;
    private final CountDownLatch release = new CountDownLatch(1);
    private final PrometheusRegistry metrics = new PrometheusRegistry();
    private final HttpClient client = HttpClient.newHttpClient();
    private Path keys;
    private AccessChecks access;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        keys = folder.resolve("keys.json");
        write(ALICE, BORIS);
        Settings settings =
                Settings.forStandalone(Map.of("SIGNALBOX_ACCESS_KEYS", keys.toString()));
        access = AccessChecks.open(settings, metrics, InstantSource.system());
        server =
                HttpServer.open(
                        new HostPort("127.0.0.1", 0),
                        settings.limits(),
                        access,
                        metrics,
                        List::of,
                        List.of(
                                table ->
                                        table.get(
                                                "/api/stream",
                                                (request, response) ->
                                                        AnswerStream.answer(
                                                                request, response, this::tick)),
                                new SessionApi(access, settings)));
    }

    private void tick(AnswerStream stream) throws InterruptedException {
        while (!release.await(50, TimeUnit.MILLISECONDS)) {
            stream.write("tick", Map.of());
        }
    }

    @AfterEach
    void stop() {
        release.countDown();
        client.shutdownNow();
        server.close();
        access.close();
    }

    @ParameterizedTest
    @CsvSource({
        "removed, , , ",
        "of another secret, another-secret, 7, admin",
        "of another account, alices-secret, 9, admin",
        "of another role, alices-secret, 7, ingest"
    })
    void aStreamIsCutWhenItsKeyIs(
            String changed,
            @Nullable String secret,
            @Nullable String account,
            @Nullable String role)
            throws Exception {
        InputStream hers = open("alice", "alices-secret").body();
        InputStream his = open("boris", "boriss-secret").body();
        assertThat(hers.read()).isNotNegative();

        if (secret == null || account == null || role == null) {
            write(BORIS);
        } else {
            write(key("alice", secret, account, role), BORIS);
        }

        await().atMost(Duration.ofSeconds(10)).until(() -> isOver(hers));
        assertThat(his.readNBytes(200)).as("a stream of another key goes on").hasSize(200);
        assertThat(revoked()).isEqualTo(1);
    }

    @Test
    void aStreamGoesOnWhenOtherKeysChange() throws Exception {
        InputStream hers = open("alice", "alices-secret").body();
        InputStream his = open("boris", "boriss-secret").body();
        write(ALICE, key("carla", "carlas-secret", "7", "admin"));

        await().atMost(Duration.ofSeconds(10)).until(() -> isOver(his));
        assertThat(hers.readNBytes(200)).hasSize(200);
    }

    @Test
    void aStreamIsCutWhenItsSessionIsLoggedOut() throws Exception {
        String cookie = logIn();
        String other = logIn();
        InputStream hers = openWith("Cookie", cookie).body();
        InputStream elsewhere = openWith("Cookie", other).body();
        assertThat(hers.read()).isNotNegative();

        var answer =
                client.send(
                        session().header("Cookie", cookie).DELETE().build(),
                        BodyHandlers.discarding());

        assertThat(answer.statusCode()).isEqualTo(204);
        await().atMost(Duration.ofSeconds(10)).until(() -> isOver(hers));
        assertThat(elsewhere.readNBytes(200)).as("another session of the key").hasSize(200);
    }

    private String logIn() throws Exception {
        var answer =
                client.send(
                        session()
                                .POST(
                                        BodyPublishers.ofString(
                                                "{\"id\": \"alice\", \"secret\":"
                                                        + " \"alices-secret\"}"))
                                .build(),
                        BodyHandlers.discarding());
        return answer.headers().firstValue("set-cookie").orElseThrow().split(";", 2)[0];
    }

    private HttpRequest.Builder session() {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + "/api/session"))
                .header("Sec-Fetch-Site", "same-origin")
                .header("x-signalbox-page", "1");
    }

    @Test
    void anAccountCannotTakeAllStreams() throws Exception {
        for (int i = 0; i < 48; i++) {
            assertThat(open("alice", "alices-secret").statusCode()).isEqualTo(200);
        }
        assertThat(open("alice", "alices-secret").statusCode()).isEqualTo(429);
        for (int i = 0; i < 16; i++) {
            assertThat(open("boris", "boriss-secret").statusCode()).isEqualTo(200);
        }
        assertThat(open("boris", "boriss-secret").statusCode()).isEqualTo(429);
    }

    private HttpResponse<InputStream> open(String id, String secret) throws Exception {
        String credentials =
                Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(UTF_8));
        return openWith("Authorization", "Basic " + credentials);
    }

    private HttpResponse<InputStream> openWith(String header, String value) throws Exception {
        return client.send(
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + server.port() + "/api/stream"))
                        .version(HttpClient.Version.HTTP_1_1)
                        .header(header, value)
                        .build(),
                BodyHandlers.ofInputStream());
    }

    /// Reads what is there, and says whether nothing more comes.
    private static boolean isOver(InputStream stream) {
        try {
            return stream.read(new byte[4_096]) < 0;
        } catch (IOException e) {
            return true;
        }
    }

    private double revoked() throws IOException, InterruptedException {
        String text =
                client.send(
                                HttpRequest.newBuilder(
                                                URI.create(
                                                        "http://127.0.0.1:"
                                                                + server.port()
                                                                + "/metrics"))
                                        .build(),
                                BodyHandlers.ofString())
                        .body();
        String series = "signalbox_http_connections_closed_total{reason=\"revoked\"} ";
        int start = text.indexOf(series) + series.length();
        return Double.parseDouble(text.substring(start, text.indexOf('\n', start)));
    }

    private static String key(String id, String secret, String account, String role) {
        return "{\"id\": \"%s\", \"secret\": \"%s\", \"account\": \"%s\", \"role\": \"%s\"}"
                .formatted(id, secret, account, role);
    }

    /// Replaces the file as a whole: the watch may look at any time.
    private void write(String... lines) throws IOException {
        Path next = Files.writeString(folder.resolve("next"), "[" + String.join(",", lines) + "]");
        Files.move(next, keys, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
