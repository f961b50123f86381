package dev.signalbox.console.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.console.LogConsumer;
import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.delivery.OutcomeFacts;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.net.HostPort;
import dev.signalbox.contract.pattern.InvalidPattern;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.Channel;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.RuleRecords;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.web.HttpServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `GET /api/tail` on topics in memory, behind a real HTTP server.
@Timeout(60)
class TailApiTest {
    private static final Instant NOW = Instant.parse("2026-11-30T16:30:00Z");
    private static final String A = "1000000000000001";

    @TempDir private Path data;
    private final LogConsumer.Topics topics = new LogConsumer.Topics();
    private final Rulebook rules = new Rulebook();
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Watcher> open = new ArrayList<>();
    private int offset;
    private TailWing wing;
    private HttpServer server;

    /// Somebody who watches.
    private record Watcher(BufferedReader lines) {
        /// The next item.
        JsonNode next() throws IOException {
            String line = lines.readLine();
            while (line != null && line.isEmpty()) {
                line = lines.readLine();
            }
            return Json.MAPPER.readTree(Objects.requireNonNull(line, "the stream ended"));
        }

        /// Returns when the watcher hears of what is new.
        void awaitLive() throws IOException {
            assertThat(next().path("kind").asText()).isEqualTo("live");
        }

        /// The ids of the next items.
        List<String> ids(int count) throws IOException {
            var ids = new ArrayList<String>();
            for (int i = 0; i < count; i++) {
                JsonNode item = next();
                ids.add(
                        item.path("kind").asText().equals("live")
                                ? "live"
                                : item.path("id").asText());
            }
            return ids;
        }
    }

    @BeforeEach
    void start() {
        // A consumer in memory does not wait for records.
        topics.atPoll(() -> LockSupport.parkNanos(1_000_000));
        var settings =
                Settings.forStandalone(
                        Map.of("SIGNALBOX_DATA", data.toString(), "SIGNALBOX_ACCOUNT", A));
        var room = new RoomContext(settings, rules, new PrometheusRegistry(), () -> NOW);
        wing = new TailWing(room, topics::consumer);
        server =
                HttpServer.open(
                        new HostPort("127.0.0.1", 0),
                        settings.limits(),
                        room.metrics(),
                        List::of,
                        List.of(wing));
    }

    @AfterEach
    void stop() throws IOException {
        for (Watcher watcher : open) {
            watcher.lines().close();
        }
        client.close();
        server.close();
        wing.close();
    }

    @Test
    void whatComesInIsShownToThoseOfItsAccountAlone() throws Exception {
        Watcher mine = watch("");
        Watcher others = watch("account=2");
        Watcher onBus = watch("bus=default");
        for (Watcher watcher : open) {
            watcher.awaitLive();
        }

        event(A, "default", "e1", "s", "t", 0, "{\"data\":{\"a\":1.10}}");
        JsonNode first = mine.next();
        assertThat(first.path("kind").asText()).isEqualTo("event");
        assertThat(first.path("bus").asText()).isEqualTo("default");
        assertThat(first.path("source").asText()).isEqualTo("s");
        assertThat(first.path("type").asText()).isEqualTo("t");
        assertThat(first.path("accepted").asText()).isEqualTo(NOW.toString());
        assertThat(first.path("event").toString()).isEqualTo("{\"data\":{\"a\":1.10}}");
        event("2", "default", "e2", "s", "t", 0, "{}");
        event(A, "other", "e3", "s", "t", 0, "{}");
        event(A, "default", "e4", "s", "t", 0, "{}");
        assertThat(mine.ids(2)).containsExactlyInAnyOrder("e3", "e4");
        assertThat(others.ids(1)).containsExactly("e2");
        assertThat(onBus.ids(2)).containsExactlyInAnyOrder("e1", "e4");
    }

    @Test
    void eachChoiceShowsWhatItChooses() throws Exception {
        rule("failed", "{\"data\":{\"status\":[\"Failed\"]}}");
        Watcher type = watch("type=t2");
        Watcher source = watch("source=s2");
        Watcher pattern = watch("pattern=" + encoded("{\"data\":{\"status\":[\"Done\"]}}"));
        Watcher rule = watch("rule=failed");
        for (Watcher watcher : open) {
            watcher.awaitLive();
        }

        event(A, "default", "e1", "s", "t", 0, "{\"data\":{\"status\":\"Failed\"}}");
        event(A, "default", "e2", "s2", "t2", 0, "{\"data\":{\"status\":\"Done\"}}");

        assertThat(type.ids(1)).containsExactly("e2");
        assertThat(source.ids(1)).containsExactly("e2");
        assertThat(pattern.ids(1)).containsExactly("e2");
        assertThat(rule.ids(1)).containsExactly("e1");
    }

    @Test
    void aRuleSaysOfEachEventWhyItDoesNotMatch() throws Exception {
        rule("failed", "{\"data\":{\"status\":[\"Failed\"]}}");
        Watcher watcher = watch("why=failed");
        watcher.awaitLive();

        event(A, "default", "e1", "s", "t", 0, "{\"data\":{\"status\":\"Done\"}}");
        JsonNode other = watcher.next();
        event(A, "default", "e2", "s", "t", 0, "{\"data\":{\"status\":\"Failed\"}}");
        JsonNode same = watcher.next();

        assertThat(other.path("matches").booleanValue()).isFalse();
        assertThat(other.path("why").asText()).contains("data.status", "Done", "Failed");
        assertThat(same.path("matches").booleanValue()).isTrue();
        assertThat(same.has("why")).isFalse();
    }

    @Test
    void aWatcherFollowsTheChangesOfARuleAndEndsWithIt() throws Exception {
        rule("r", "{\"type\":[\"t1\"]}");
        Watcher watcher = watch("rule=r");
        watcher.awaitLive();
        event(A, "default", "e1", "s", "t1", 0, "{\"type\":\"t1\"}");
        assertThat(watcher.ids(1)).containsExactly("e1");

        rule("r", "{\"type\":[\"t2\"]}");
        event(A, "default", "e2", "s", "t1", 0, "{\"type\":\"t1\"}");
        event(A, "default", "e3", "s", "t2", 0, "{\"type\":\"t2\"}");
        assertThat(watcher.ids(1)).containsExactly("e3");

        rule("r", null);
        event(A, "default", "e4", "s", "t2", 0, "{\"type\":\"t2\"}");
        JsonNode error = watcher.next();
        assertThat(error.path("kind").asText()).isEqualTo("error");
        assertThat(error.path("code").asText()).isEqualTo("EventRuleNotExist");
        assertThat(watcher.lines().readLine()).isNull();
    }

    @Test
    void whatWasKeptComesFirstInTheOrderOfTimeAndNothingTwice() throws Exception {
        event(A, "default", "old", "s", "t", -700, "{}");
        for (int i = 0; i < 50; i++) {
            event(A, "default", "e" + i, "s", "t", -500 + i, "{}");
        }
        var expected = new ArrayList<String>();
        for (int i = 0; i < 50; i++) {
            expected.add("e" + i);
        }
        expected.add("live");

        Watcher watcher = watch("since=10m");

        assertThat(watcher.ids(51)).isEqualTo(expected);
        event(A, "default", "new", "s", "t", 0, "{}");
        assertThat(watcher.ids(1)).containsExactly("new");
    }

    @Test
    void whatComesWhileWhatWasKeptIsReadIsShownOnce() throws Exception {
        for (int i = 0; i < 200; i++) {
            event(A, "default", "k" + i, "s", "t", -100, "{}");
        }
        topics.atOnce(1);
        Thread writer =
                Thread.ofPlatform()
                        .start(() -> {
                            for (int i = 0; i < 200; i++) {
                                event(A, "default", "n" + i, "s", "t", 0, "{}");
                                LockSupport.parkNanos(1_000_000);
                            }
                        });

        List<String> ids = watch("since=10m").ids(401);
        writer.join();

        assertThat(ids).doesNotHaveDuplicates().hasSize(401).contains("live", "k199", "n199");
    }

    @Test
    void outcomesOfDeliveriesAreShownInstead() throws Exception {
        Watcher all = watch("deliveries=true");
        Watcher ofRule = watch("deliveries=true&rule=gone");
        all.awaitLive();
        ofRule.awaitLive();

        outcome(A, "r1");
        outcome("2", "r1");
        outcome(A, "gone");

        JsonNode first = all.next();
        assertThat(first.path("kind").asText()).isEqualTo("outcome");
        assertThat(first.path("rule").asText()).isEqualTo("r1");
        assertThat(first.path("status").asText()).isEqualTo("dead");
        assertThat(first.path("reason").asText()).isEqualTo("it hurts");
        assertThat(all.next().path("rule").asText()).isEqualTo("gone");
        assertThat(ofRule.next().path("rule").asText()).isEqualTo("gone");
    }

    @Test
    void nothingIsReadOnceTheLastWatcherHasGone() throws Exception {
        assertThat(wing.isReading()).isFalse();
        Watcher one = watch("");
        Watcher two = watch("");
        one.awaitLive();
        two.awaitLive();

        one.lines().close();
        event(A, "default", "e1", "s", "t", 0, "{}");
        assertThat(two.ids(1)).containsExactly("e1");
        assertThat(wing.isReading()).isTrue();

        two.lines().close();
        await().untilAsserted(() -> assertThat(wing.isReading()).isFalse());
        watch("").awaitLive();
    }

    @Test
    void recordsThatAreNoEventsAreLeftOut() throws Exception {
        Watcher watcher = watch("pattern=" + encoded("{\"type\":[{\"exists\":true}]}"));
        watcher.awaitLive();

        event(A, "default", "broken", "s", "t", 0, "no JSON");
        topics.append(Topic.EVENTS.topicName(), A + "/default/x", 0, new RecordHeaders(), null);
        topics.append(Topic.EVENTS.topicName(), A + "/default/x", 0, new RecordHeaders(), "{}");
        event(A, "default", "e1", "s", "t", 0, "{\"type\":\"t\"}");

        assertThat(watcher.ids(1)).containsExactly("e1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "busy=a | busy",
                "bus=a%2Fb | bus",
                "bus=a&bus=b | bus",
                "rule=a%2Fb | rule",
                "why=.. | why",
                "rule=r&why=r | why",
                "deliveries=yes | deliveries",
                "deliveries=true&type=t | type",
                "deliveries=true&why=r | why",
                "since=yesterday | since",
                "since=10 m | since",
                "since=25h | since",
                "since=2026-11-29T16:29:59Z | since",
                "since=-1s | since",
                "pattern=x | pattern",
                "pattern=%7B%22a%22%3A1%7D | pattern.a",
                "pattern=[] | pattern",
                "account=a%2Fb | account"
            })
    void wrongParametersAreRefusedByName(String query, String named) throws Exception {
        var answer = get(query.replace(" ", "%20").replace("[]", "%5B%5D"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().path("message").asText()).startsWith(named + ":");
    }

    @Test
    void anotherAccountsRuleIsAnsweredLikeOneThatIsNotThere() throws Exception {
        rule("r", "{}");

        for (String query : List.of("rule=r", "why=r")) {
            var theirs = get(query + "&account=2");
            var none = get(query.replace("=r", "=none"));

            assertThat(theirs.status()).isEqualTo(404);
            assertThat(none.status()).isEqualTo(404);
            assertThat(theirs.body().path("message").asText().replace("[r]", "[none]"))
                    .isEqualTo(none.body().path("message").asText());
        }
        assertThat(get("bus=none").body().path("code").asText()).isEqualTo("EventBusNotExist");
    }

    private record Answer(int status, JsonNode body) {}

    private Answer get(String query) throws Exception {
        var answer = client.send(request(query), BodyHandlers.ofString());
        return new Answer(answer.statusCode(), Json.MAPPER.readTree(answer.body()));
    }

    private Watcher watch(String query) throws Exception {
        var answer = client.send(request(query), BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        InputStream in = answer.body();
        var watcher = new Watcher(new BufferedReader(new InputStreamReader(in, UTF_8)));
        open.add(watcher);
        return watcher;
    }

    private HttpRequest request(String query) {
        return HttpRequest.newBuilder(
                        URI.create(
                                "http://127.0.0.1:%d/api/tail?%s".formatted(server.port(), query)))
                .build();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    private void event(
            String account,
            String bus,
            String id,
            String source,
            String type,
            int seconds,
            String json) {
        topics.event(
                account + "/" + bus + "/" + id,
                source,
                type,
                NOW.plusSeconds(seconds).toEpochMilli(),
                json);
    }

    private void outcome(String account, String rule) {
        var facts =
                new OutcomeFacts(
                        "d-" + rule,
                        new TargetKey(account, "default", rule, "t"),
                        Channel.HTTP,
                        "e1",
                        1,
                        NOW.toEpochMilli(),
                        7,
                        500);
        topics.append(
                Topic.OUTCOMES.topicName(),
                account,
                NOW.toEpochMilli(),
                new RecordHeaders(),
                new String(new Outcome.Dead(facts, "it hurts").toBytes(), UTF_8));
    }

    private void rule(String name, @Nullable String pattern) throws Exception {
        var key = new RuleKey(A, "default", name);
        byte @Nullable [] value =
                pattern == null
                        ? null
                        : RuleRecords.write(
                                new Rule(
                                        key,
                                        "",
                                        true,
                                        pattern(pattern),
                                        List.of(),
                                        1,
                                        Instant.EPOCH,
                                        Instant.EPOCH));
        rules.apply(
                new ConsumerRecord<>(
                        Topic.RULES.topicName(),
                        0,
                        offset++,
                        key.toString().getBytes(UTF_8),
                        value));
    }

    private static Pattern pattern(String json) throws JsonProcessingException, InvalidPattern {
        return Pattern.parse(Json.MAPPER.readTree(json));
    }
}
