package dev.signalbox.standalone.tail;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.standalone.client.ApiClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Follows a tail over lost connections.
///
/// A new connection asks for what came since a few seconds before the last one was known to be
/// complete, and what was seen already is left out. Complete up to a time are: an item, up to the
/// item's time; a sign of life after the item `live`, up to now by the server's clock.
///
/// Used by one thread. A second one closes a connection on which nothing comes any more.
public final class TailFollower {
    private static final Duration OVERLAP = Duration.ofSeconds(5);

    /// Three signs of life have been missed.
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(45);

    private static final int MOST_REMEMBERED = 20_000;

    private final ApiClient client;
    private final Map<String, String> parameters;
    private final InstantSource clock;
    private final Duration patience;
    private final Duration pause;
    private final Set<String> seen = new LinkedHashSet<>();
    private @Nullable Instant completeTo;
    private @Nullable Duration serverAhead;
    private volatile long heardNanos;

    /// The server's refusal, which trying again does not change.
    private static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    /// @param parameters of the query
    /// @param patience how long the server may be gone
    /// @param pause between two attempts to reach it
    public TailFollower(
            ApiClient client,
            Map<String, String> parameters,
            InstantSource clock,
            Duration patience,
            Duration pause) {
        this.client = client;
        this.parameters = Map.copyOf(parameters);
        this.clock = clock;
        this.patience = patience;
        this.pause = pause;
    }

    /// Follows until the items are not wanted any more.
    ///
    /// @param items takes each item; false ends it
    /// @param notes takes a sentence when the connection is lost or there again
    /// @throws IOException when there is no connection at all, or none any more for longer than the
    ///   patience, or the server refuses
    public void follow(Predicate<JsonNode> items, Consumer<String> notes)
            throws IOException, InterruptedException {
        Instant lost = null;
        boolean connected = false;
        while (true) {
            String why;
            try (InputStream in = open()) {
                if (lost != null) {
                    notes.accept("connected again");
                }
                lost = null;
                connected = true;
                if (!read(in, items)) {
                    return;
                }
                why = "the stream ended";
            } catch (Refused e) {
                throw e;
            } catch (IOException e) {
                if (!connected) {
                    throw e;
                }
                why = String.valueOf(e.getMessage());
            }
            Instant now = clock.instant();
            if (lost == null) {
                lost = now;
                notes.accept("the connection was lost, trying again");
            } else if (Duration.between(lost, now).compareTo(patience) > 0) {
                throw new IOException(
                        "gave up after %d s: %s".formatted(patience.toSeconds(), why));
            }
            Thread.sleep(pause);
        }
    }

    private InputStream open() throws IOException, InterruptedException {
        ApiClient.StreamedAnswer answer = client.stream(path());
        int status = answer.status();
        if (status == 200) {
            return answer.body();
        }
        String message = answer.whole().message();
        if (status / 100 == 4 && status != 429 && status != 408) {
            throw new Refused(message);
        }
        throw new IOException(message);
    }

    private String path() {
        var query = new LinkedHashMap<>(parameters);
        Instant from = completeTo;
        if (from != null) {
            query.put("since", from.minus(OVERLAP).toString());
        }
        var path = new StringJoiner("&", "/api/tail?", "");
        query.forEach((name, value) -> path.add(name + "=" + URLEncoder.encode(value, UTF_8)));
        return path.toString();
    }

    /// @return false when no more items are wanted
    private boolean read(InputStream in, Predicate<JsonNode> items) throws IOException {
        serverAhead = null;
        heardNanos = System.nanoTime();
        Thread watch = Thread.ofVirtual().start(() -> closeWhenSilent(in));
        try (var lines = new BufferedReader(new InputStreamReader(in, UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                heardNanos = System.nanoTime();
                if (line.isEmpty()) {
                    signOfLife();
                } else if (!take(Json.MAPPER.readTree(line), items)) {
                    return false;
                }
            }
            return true;
        } finally {
            watch.interrupt();
        }
    }

    private void closeWhenSilent(InputStream in) {
        try {
            while (System.nanoTime() - heardNanos < LONGEST_SILENCE.toNanos()) {
                Thread.sleep(1_000);
            }
            in.close();
        } catch (InterruptedException | IOException e) {
            // read to its end, or closed already
        }
    }

    private void signOfLife() {
        if (serverAhead != null) {
            completeTo = clock.instant().plus(serverAhead);
        }
    }

    private boolean take(JsonNode item, Predicate<JsonNode> items) throws IOException {
        return switch (item.path("kind").asText()) {
            case "error" -> throw error(item);
            case "live" -> {
                completeTo = Instant.parse(item.path("at").asText());
                serverAhead = Duration.between(clock.instant(), completeTo);
                yield items.test(item);
            }
            case "event" -> takeOnce(item, item.path("accepted").asText(), items);
            case "outcome" -> takeOnce(item, item.path("at").asText(), items);
            default -> items.test(item);
        };
    }

    private static IOException error(JsonNode item) {
        String code = item.path("code").asText();
        String message = item.path("message").asText();
        return code.equals("ServiceUnavailable") || code.equals("InternalError")
                ? new IOException(message)
                : new Refused(message);
    }

    private boolean takeOnce(JsonNode item, String time, Predicate<JsonNode> items) {
        if (!seen.add("%s:%s:%s".formatted(item.path("partition"), item.path("offset"), time))) {
            return true;
        }
        if (seen.size() > MOST_REMEMBERED) {
            seen.remove(seen.iterator().next());
        }
        completeTo = Instant.parse(time);
        return items.test(item);
    }
}
