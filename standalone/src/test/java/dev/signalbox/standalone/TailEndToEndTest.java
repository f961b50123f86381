package dev.signalbox.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.client.ApiClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Watchers of a running Signalbox, one of which does not read.
@Timeout(180)
class TailEndToEndTest {
    private static final int SECONDS = 3;
    private static final int BATCH = 50;
    private static final int BATCHES_A_SECOND = 20;
    private static final int EVENTS = SECONDS * BATCH * BATCHES_A_SECOND;
    private static final String TEXT = "x".repeat(8_000);

    @TempDir private static Path data;

    @Test
    void aWatcherThatDoesNotReadMissesEventsAndDisturbsNobody() throws Exception {
        var settings =
                Settings.forStandalone(
                        Map.of(
                                "SIGNALBOX_HTTP", "127.0.0.1:0",
                                "SIGNALBOX_KAFKA", "127.0.0.1:0",
                                "SIGNALBOX_DATA", data.toString()));
        try (var signalbox = Standalone.start(settings);
                var client = new ApiClient(signalbox.address());
                var http = HttpClient.newHttpClient();
                var deaf = watch(http, signalbox.address());
                var other = watch(http, signalbox.address())) {
            awaitLive(deaf);
            awaitLive(other);
            CompletableFuture<List<String>> seen = CompletableFuture.supplyAsync(() -> ids(other));

            Duration slowest = send(client);
            var missed = new Missed();
            missed.readTo(deaf, EVENTS);

            assertThat(seen.get(60, TimeUnit.SECONDS)).hasSize(EVENTS).doesNotHaveDuplicates();
            assertThat(missed.skipped).isPositive();
            assertThat(missed.skipped + missed.events).isEqualTo(EVENTS);
            assertThat(slowest).isLessThan(Duration.ofSeconds(5));
        }
    }

    /// What the one saw that did not read for a while.
    private static final class Missed {
        int events;
        int skipped;

        void readTo(BufferedReader lines, int count) throws IOException {
            while (events + skipped < count) {
                JsonNode item = next(lines);
                switch (item.path("kind").asText()) {
                    case "event" -> events++;
                    case "skipped" -> skipped += item.path("skipped").asInt();
                    default -> throw new AssertionError(item.toString());
                }
            }
        }
    }

    /// Sends all events at a steady rate; returns how long the slowest batch took.
    private static Duration send(ApiClient client) throws Exception {
        var took = new ArrayList<Long>();
        long began = System.nanoTime();
        for (int batch = 0; batch < SECONDS * BATCHES_A_SECOND; batch++) {
            LockSupport.parkNanos(
                    began + batch * 1_000_000_000L / BATCHES_A_SECOND - System.nanoTime());
            long sent = System.nanoTime();
            var answer = client.post("/events", "application/cloudevents-batch+json", batch(batch));
            assertThat(answer.ok()).as(answer.body()).isTrue();
            took.add(System.nanoTime() - sent);
        }
        return Duration.ofNanos(Collections.max(took));
    }

    private static String batch(int number) {
        return IntStream.range(0, BATCH)
                .mapToObj(i ->
                        """
                        {"specversion": "1.0", "id": "e-%d-%d", "source": "tests", "type": "t",
                         "data": {"text": "%s"}}\
                        """
                                .formatted(number, i, TEXT))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static List<String> ids(BufferedReader lines) {
        var ids = new ArrayList<String>();
        try {
            while (ids.size() < EVENTS) {
                JsonNode item = next(lines);
                assertThat(item.path("kind").asText()).isEqualTo("event");
                ids.add(item.path("id").asText());
            }
        } catch (IOException e) {
            throw new AssertionError("after " + ids.size(), e);
        }
        return ids;
    }

    private static BufferedReader watch(HttpClient http, URI address) throws Exception {
        InputStream in =
                http.send(
                                HttpRequest.newBuilder(address.resolve("/api/tail")).build(),
                                BodyHandlers.ofInputStream())
                        .body();
        return new BufferedReader(new InputStreamReader(in, UTF_8));
    }

    private static JsonNode next(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        while (line != null && line.isEmpty()) {
            line = lines.readLine();
        }
        return Json.MAPPER.readTree(Objects.requireNonNull(line, "the stream ended"));
    }

    private static void awaitLive(BufferedReader lines) throws IOException {
        assertThat(next(lines).path("kind").asText()).isEqualTo("live");
    }
}
