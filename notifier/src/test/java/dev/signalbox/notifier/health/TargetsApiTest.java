package dev.signalbox.notifier.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.health.TargetHealth.Disabled;
import dev.signalbox.contract.health.TargetHealth.Failing;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.net.HostPort;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.notifier.lane.LaneState;
import dev.signalbox.notifier.lane.LaneState.Standing;
import dev.signalbox.notifier.retry.Waiting;
import dev.signalbox.notifier.testkit.TestRules;
import dev.signalbox.web.HttpServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The API and the metrics, over lanes as the test says they stand.
class TargetsApiTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Failing FAILING =
            new Failing(NOW.minusSeconds(120), NOW.minusSeconds(1), 503, "answered 503");

    @TempDir Path folder;
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<LaneState> lanes = new CopyOnWriteArrayList<>();
    private final PrometheusRegistry metrics = new PrometheusRegistry();
    private TestRules rules;
    private HttpServer server;
    private LagMetrics lag;
    private volatile @Nullable Instant backlog;

    @BeforeEach
    void open() {
        rules = new TestRules(folder, Map.of());
        var room = new RoomContext(rules.settings, rules.rules, rules.targets, metrics, () -> NOW);
        var states =
                new TargetStates(
                        rules.rules, rules.targets, () -> List.copyOf(lanes), new Waiting());
        lag = new LagMetrics(room, states, () -> backlog);
        server =
                HttpServer.open(
                        new HostPort("127.0.0.1", 0),
                        rules.settings.limits(),
                        new PrometheusRegistry(),
                        List::of,
                        List.of(new TargetsApi(room, states)));
    }

    @AfterEach
    void close() {
        lag.close();
        server.close();
        client.close();
    }

    private HttpResponse<String> call(String query) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:%d/api/targets%s"
                                                .formatted(server.port(), query)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode targets(String query) throws IOException, InterruptedException {
        HttpResponse<String> answer = call(query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.MAPPER.readTree(answer.body()).path("targets");
    }

    private List<String> names(String query) throws IOException, InterruptedException {
        var names = new ArrayList<String>();
        targets(query).forEach(target -> names.add(target.path("rule").asText()));
        return names;
    }

    private TargetKey rule(String name) {
        return rules.rule(name, "https://ops.example.com/hook?token=t0ken5");
    }

    private void lane(TargetKey key, Standing standing, @Nullable Integer lagSeconds) {
        lanes.add(
                new LaneState(
                        key,
                        1,
                        lagSeconds == null ? 0 : 3,
                        standing,
                        true,
                        standing == Standing.OPEN ? null : NOW.plusSeconds(30),
                        lagSeconds == null ? null : NOW.minusSeconds(lagSeconds)));
    }

    private void fares(TargetKey key, byte[] value) {
        rules.targets.apply(
                new ConsumerRecord<>(
                        Topic.TARGETS.topicName(), 0, 0, EventHeaders.utf8(key.toString()), value));
    }

    @Test
    void idleTargetsThatAreWellAreNotListed() throws Exception {
        rule("idle");

        assertThat(targets("")).isEmpty();
    }

    @Test
    void aTargetAskedForByItsRuleIsListedEvenIfItIsIdleAndWell() throws Exception {
        rule("idle");
        rule("other");

        assertThat(targets("?rule=idle"))
                .singleElement()
                .isEqualTo(
                        Json.MAPPER.readTree(
                                """
                                {"account": "1000000000000001", "bus": "default", "rule": "idle",
                                 "target": "hook", "channel": "http", "state": "well",
                                 "underWay": 0, "queued": 0, "waiting": 0, "lagSeconds": 0.0}\
                                """));
        assertThat(names("?target=hook")).containsExactly("idle", "other");
        assertThat(names("?target=hook&bus=elsewhere")).isEmpty();
        assertThat(names("?rule=nothing")).isEmpty();
    }

    @Test
    void whatALaneHasInHandIsListedTheFurthestBehindFirst() throws Exception {
        lane(rule("young"), Standing.OPEN, 2);
        lane(rule("busy"), Standing.OPEN, null);
        lane(rule("old"), Standing.THROTTLED, 61);

        assertThat(names("")).containsExactly("old", "young", "busy");
        assertThat(targets("").get(0))
                .isEqualTo(
                        Json.MAPPER.readTree(
                                """
                                {"account": "1000000000000001", "bus": "default", "rule": "old",
                                 "target": "hook", "channel": "http", "state": "throttled",
                                 "until": "2026-11-21T12:00:30Z", "underWay": 1, "queued": 3,
                                 "waiting": 0, "oldestUnattempted": "2026-11-21T11:58:59Z",
                                 "lagSeconds": 61.0}\
                                """));
    }

    @Test
    void aTargetThatFailsOrIsDisabledSaysSinceWhenAndWhy() throws Exception {
        TargetKey failing = rule("failing");
        lane(failing, Standing.FAILING, 5);
        fares(failing, FAILING.toBytes());
        fares(rule("off"), new Disabled(NOW, "it answered 410 Gone", FAILING).toBytes());

        JsonNode targets = targets("");

        assertThat(targets.get(0).path("state").asText()).isEqualTo("failing");
        assertThat(targets.get(0).path("since").asText()).isEqualTo("2026-11-21T11:58:00Z");
        assertThat(targets.get(0).path("until").asText()).isEqualTo("2026-11-21T12:00:30Z");
        assertThat(targets.get(0).path("reason").asText()).isEqualTo("answered 503");
        assertThat(targets.get(1).path("state").asText()).isEqualTo("disabled");
        assertThat(targets.get(1).path("since").asText()).isEqualTo("2026-11-21T12:00:00Z");
        assertThat(targets.get(1).path("reason").asText()).isEqualTo("it answered 410 Gone");
        assertThat(targets.get(1).has("until")).isFalse();
    }

    @Test
    void deliveriesOfADeletedRuleAreListedWithoutAChannel() throws Exception {
        TargetKey gone = new RuleKey(TestRules.ACCOUNT, "default", "gone").target("hook");
        lane(gone, Standing.OPEN, 1);
        fares(gone, FAILING.toBytes());

        assertThat(targets("").get(0).has("channel")).isFalse();
        assertThat(targets("").get(0).path("state").asText()).isEqualTo("well");
    }

    @Test
    void othersTargetsAreNotSeen() throws Exception {
        lane(new TargetKey("2", "default", "theirs", "hook"), Standing.OPEN, 5);

        assertThat(names("")).isEmpty();
        assertThat(names("?account=2")).containsExactly("theirs");
    }

    @Test
    void aThousandAreListedAndTheRestIsCounted() throws Exception {
        for (int i = 0; i < TargetsApi.MOST + 2; i++) {
            lane(
                    new TargetKey(TestRules.ACCOUNT, "default", "r" + i, "hook"),
                    Standing.OPEN,
                    i + 1);
        }

        JsonNode answer = Json.MAPPER.readTree(call("").body());

        assertThat(answer.path("targets")).hasSize(TargetsApi.MOST);
        assertThat(answer.path("leftOut").asInt()).isEqualTo(2);
        assertThat(answer.at("/targets/0/rule").asText()).isEqualTo("r" + (TargetsApi.MOST + 1));
    }

    @Test
    void parametersThatAreNoneAreRefusedByName() throws Exception {
        assertThat(call("?rules=a").statusCode()).isEqualTo(400);
        assertThat(call("?rules=a").body()).contains("rules: there is no such query parameter");
        assertThat(call("?rule=a&rule=b").body()).contains("rule: comes 2 times");
        assertThat(call("?account=a/b").statusCode()).isEqualTo(400);
    }

    @Test
    void theMetricsTellTheTargetsFurthestBehindAndTheMost() {
        lane(rule("old"), Standing.THROTTLED, 61);
        lane(rule("soon"), Standing.OPEN, 1);

        assertThat(metric("signalbox_notifier_oldest_unattempted_seconds"))
                .containsExactly(entry("{}", 61.0));
        assertThat(metric("signalbox_notifier_target_oldest_unattempted_seconds"))
                .containsExactly(
                        entry(
                                "{account=\"1000000000000001\",bus=\"default\",rule=\"old\","
                                        + "target=\"hook\"}",
                                61.0));
    }

    @Test
    void theMostCountsWhatHasNotReachedItsLaneYet() {
        lane(rule("old"), Standing.OPEN, 61);
        backlog = NOW.minusSeconds(600);

        assertThat(metric("signalbox_notifier_oldest_unattempted_seconds"))
                .containsExactly(entry("{}", 600.0));
    }

    @Test
    void aHundredTargetsAreToldOneByOne() {
        for (int i = 0; i < LagMetrics.MOST + 5; i++) {
            lane(new TargetKey("1", "default", "r" + i, "hook"), Standing.OPEN, i + 2);
        }

        assertThat(metric("signalbox_notifier_target_oldest_unattempted_seconds"))
                .hasSize(LagMetrics.MOST)
                .doesNotContainKey("{account=\"1\",bus=\"default\",rule=\"r0\",target=\"hook\"}");
    }

    @Test
    void targetsThatAreNotWellAreCounted() {
        fares(rule("a"), FAILING.toBytes());
        fares(rule("b"), FAILING.toBytes());
        fares(rule("c"), new Disabled(NOW, "it answered 410 Gone", FAILING).toBytes());

        assertThat(metric("signalbox_notifier_unwell_targets"))
                .containsExactly(
                        entry("{state=\"disabled\"}", 1.0), entry("{state=\"failing\"}", 2.0));
    }

    @Test
    void targetsThatFailAreToldByNameAndForHowLong() {
        TargetKey failing = rule("a");
        TargetKey disabled = rule("b");
        fares(failing, FAILING.toBytes());
        fares(disabled, new Disabled(NOW.minusSeconds(60), "five days", FAILING).toBytes());
        fares(new TargetKey("1", "default", "deleted", "hook"), FAILING.toBytes());

        assertThat(metric("signalbox_notifier_target_failed_seconds"))
                .hasSize(2)
                .hasEntrySatisfying(
                        labels(failing, "failing"), seconds -> assertThat(seconds).isEqualTo(120))
                .hasEntrySatisfying(
                        labels(disabled, "disabled"),
                        seconds -> assertThat(seconds).isEqualTo(120));
        assertThat(metric("signalbox_notifier_targets_left_out"))
                .containsExactly(entry("{what=\"late\"}", 0.0), entry("{what=\"unwell\"}", 0.0));
    }

    private static String labels(TargetKey key, String state) {
        return "{account=\"%s\",bus=\"%s\",rule=\"%s\",state=\"%s\",target=\"%s\"}"
                .formatted(key.account(), key.bus(), key.rule(), state, key.target());
    }

    @Test
    void howManyTargetsAreNotToldOneByOneIsTold() {
        for (int i = 0; i < LagMetrics.MOST + 5; i++) {
            lane(new TargetKey("1", "default", "r" + i, "hook"), Standing.OPEN, i + 2);
        }
        for (int i = 0; i < LagMetrics.MOST + 2; i++) {
            fares(rule("unwell" + i), FAILING.toBytes());
        }

        assertThat(metric("signalbox_notifier_target_failed_seconds")).hasSize(LagMetrics.MOST);
        assertThat(metric("signalbox_notifier_targets_left_out"))
                .containsExactly(entry("{what=\"late\"}", 5.0), entry("{what=\"unwell\"}", 2.0));
    }

    @Test
    void withoutAnythingToTellTheMostIsZero() {
        assertThat(metric("signalbox_notifier_oldest_unattempted_seconds"))
                .containsExactly(entry("{}", 0.0));
        assertThat(metric("signalbox_notifier_target_oldest_unattempted_seconds")).isEmpty();
    }

    private Map<String, Double> metric(String name) {
        var values = new TreeMap<String, Double>();
        metrics.scrape(name::equals).stream()
                .flatMap(snapshot -> snapshot.getDataPoints().stream())
                .forEach(point ->
                        values.put(
                                point.getLabels().toString(),
                                ((GaugeSnapshot.GaugeDataPointSnapshot) point).getValue()));
        return values;
    }
}
