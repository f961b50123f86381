package dev.signalbox.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// A viewer of `GET /api/live` that draws what it is sent, as the page does.
final class LiveViewer implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final BufferedReader lines;
    private final Map<String, Map<Instant, Double>> drawn = new ConcurrentHashMap<>();
    private volatile JsonNode newest;

    private LiveViewer(HttpRequest request) throws IOException, InterruptedException {
        lines =
                new BufferedReader(
                        new InputStreamReader(
                                http.send(request, BodyHandlers.ofInputStream()).body(), UTF_8));
        JsonNode snapshot = next();
        if (!snapshot.path("kind").asText().equals("snapshot")) {
            throw new AssertionError(snapshot.toString());
        }
        newest = snapshot;
        drawHistory(snapshot.path("history"));
        Thread.ofVirtual().start(this::follow);
    }

    /// Watches.
    ///
    /// @param key `id:secret` of an access key; empty for none
    static LiveViewer of(URI server, String key) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(server.resolve("/api/live"));
        if (!key.isEmpty()) {
            request.header("authorization", "Bearer " + key);
        }
        return new LiveViewer(request.build());
    }

    private JsonNode next() throws IOException {
        String line = lines.readLine();
        while (line != null && line.isEmpty()) {
            line = lines.readLine();
        }
        return Json.MAPPER.readTree(Objects.requireNonNull(line, "the stream ended"));
    }

    private void drawHistory(JsonNode history) {
        int step = history.path("stepSeconds").asInt();
        Instant from = Instant.parse(history.path("from").asText());
        history.forEachEntry((name, values) -> {
            for (int i = 0; i < values.size(); i++) {
                draw(name, from.plusSeconds((long) i * step), values.get(i).asDouble() * step);
            }
        });
    }

    private void follow() {
        try {
            while (true) {
                JsonNode item = next();
                newest = item;
                Instant from = Instant.parse(item.path("latest").path("from").asText());
                item.path("latest")
                        .forEachEntry((name, value) -> {
                            if (value.isNumber()) {
                                draw(name, from, value.asDouble() * 2);
                            }
                        });
            }
        } catch (IOException | NullPointerException | UncheckedIOException e) {
            // closed
        }
    }

    private void draw(String name, Instant at, double value) {
        drawn.computeIfAbsent(name, _ -> new TreeMap<>());
        Map<Instant, Double> line = Objects.requireNonNull(drawn.get(name));
        synchronized (line) {
            line.put(at, value);
        }
    }

    /// The newest item.
    JsonNode newest() {
        return newest;
    }

    /// The sum of all that was drawn of a line.
    long sum(String name) {
        Map<Instant, Double> line = drawn.getOrDefault(name, Map.of());
        synchronized (line) {
            return Math.round(line.values().stream().mapToDouble(value -> value).sum());
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
