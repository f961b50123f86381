package dev.signalbox.notifier.connectivity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.net.HostPort;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.DeliveryOptions;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.notifier.bot.BotSender;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.http.HttpCalls;
import dev.signalbox.notifier.http.HttpSender;
import dev.signalbox.notifier.message.Messages;
import dev.signalbox.notifier.testkit.Receiver;
import dev.signalbox.notifier.testkit.TestRules;
import dev.signalbox.web.HttpServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectivityApiTest {
    private static final RuleKey RULE = new RuleKey(TestRules.ACCOUNT, "default", "failed-jobs");

    @TempDir Path folder;
    private final HttpClient client = HttpClient.newHttpClient();
    private TestRules rules;
    private HttpCalls calls;
    private HttpServer server;
    private HttpSender http;
    private final List<String> bothered = new CopyOnWriteArrayList<>();

    private record Answered(int status, JsonNode body) {}

    @BeforeEach
    void open() {
        rules = new TestRules(folder, Map.of());
        InstantSource clock = InstantSource.system();
        calls = new HttpCalls(rules.settings, clock);
        var room = new RoomContext(rules.settings, rules.rules, new PrometheusRegistry(), clock);
        var bots = new BotSender(calls, new Messages(ZoneOffset.UTC), rules.vault, clock);
        server =
                HttpServer.open(
                        new HostPort("127.0.0.1", 0),
                        rules.settings.limits(),
                        room.metrics(),
                        List::of,
                        List.of(new ConnectivityApi(room, bots, this::send, rules.vault)));
        http = new HttpSender(calls, rules.vault, clock);
    }

    @AfterEach
    void close() {
        server.close();
        calls.close();
        client.close();
    }

    private Reply send(Delivery delivery, Target target, int attempt) {
        if (target instanceof Target.Http endpoint) {
            return http.send(delivery, endpoint, attempt);
        }
        bothered.add(delivery.contact());
        return new Reply.Taken(200);
    }

    private Answered post(String path) throws IOException, InterruptedException {
        return post(path, HttpRequest.BodyPublishers.noBody());
    }

    private Answered post(String path, String body) throws IOException, InterruptedException {
        return post(path, HttpRequest.BodyPublishers.ofString(body));
    }

    private Answered post(String path, HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        HttpResponse<String> answer =
                client.send(
                        HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + server.port() + path))
                                .POST(body)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return new Answered(answer.statusCode(), Json.MAPPER.readTree(answer.body()));
    }

    private static Receiver robot(String answer) {
        return robot(200, answer);
    }

    private static Receiver robot(int status, String answer) {
        return new Receiver((exchange, number) -> {
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Retry-After", "7");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        });
    }

    private void rule(String url) {
        rules.rule(
                RULE,
                new Target.Dingtalk(
                        "ding",
                        DeliveryOptions.DEFAULT,
                        rules.vault.seal(RULE, url),
                        rules.vault.seal(RULE, "SECret")));
    }

    @Test
    void aRobotThatTakesTheMessageIsFine() throws Exception {
        try (var robot = robot("{\"errcode\":0,\"errmsg\":\"ok\"}")) {
            rule(robot.url("/robot/send?access_token=t0ken5"));

            Answered answer = post("/api/buses/default/rules/failed-jobs/targets/ding/test");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body().path("ok").asBoolean()).isTrue();
            assertThat(answer.body().path("status").asInt()).isEqualTo(200);
            assertThat(answer.body().path("message").asText()).contains("look for it in the group");
            assertThat(robot.received)
                    .singleElement()
                    .satisfies(post ->
                            assertThat(post.body()).contains("Test message from Signalbox"));
        }
    }

    @Test
    void aRobotThatDoesNotTakeItSaysWhyAndIsAskedOnce() throws Exception {
        try (var robot = robot("{\"errcode\":310000,\"errmsg\":\"sign not match\"}")) {
            rule(robot.url("/robot/send?access_token=t0ken5"));

            Answered answer = post("/api/buses/default/rules/failed-jobs/targets/ding/test");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body().path("ok").asBoolean(true)).isFalse();
            assertThat(answer.body().path("message").asText())
                    .contains(
                            "sign not match",
                            "the signing key is not the one shown in the robot's security settings")
                    .doesNotContain("t0ken5", "SECret");
            assertThat(robot.received).hasSize(1);
        }
    }

    @Test
    void aRobotThatIsNotThereIsToldWithItsAddress() throws Exception {
        String url;
        try (var robot = robot("")) {
            url = robot.url("");
        }
        rule(url + "/robot/send?access_token=t0ken5");

        Answered answer = post("/api/buses/default/rules/failed-jobs/targets/ding/test");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("status").asInt(-1)).isZero();
        assertThat(answer.body().path("message").asText())
                .isEqualTo(
                        "no connection to %s; check the url, and that the notifier may call it"
                                .formatted(url.substring("http://".length())));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404 | not found | so not as DingTalk does: check that the url is the robot's"
                        + " webhook",
                "302 | moved | so not as DingTalk does: check that the url is the robot's webhook",
                "429 | slowly | answered 429; try again in 7 seconds",
                "200 | {\"errcode\":130101} | and takes none for ten; try again in 600 seconds"
            })
    void whateverIsAnsweredThereIsSomethingToDo(int status, String body, String message)
            throws Exception {
        try (var robot = robot(status, body)) {
            rule(robot.url("/robot/send?access_token=t0ken5"));

            Answered answer = post("/api/buses/default/rules/failed-jobs/targets/ding/test");

            assertThat(answer.body().path("status").asInt()).isEqualTo(status);
            assertThat(answer.body().path("message").asText()).contains(message);
        }
    }

    @Test
    void aRobotInAPrivateNetworkIsToldWithTheSettingThatAllowsIt() throws Exception {
        rule("http://10.0.0.7/robot/send?access_token=t0ken5");

        assertThat(
                        post("/api/buses/default/rules/failed-jobs/targets/ding/test")
                                .body()
                                .path("message")
                                .asText())
                .isEqualTo(
                        "the address of 10.0.0.7 is not allowed: 10.0.0.7 is private; an operator"
                                + " can allow private networks by SIGNALBOX_TARGET_NETWORKS");
    }

    @Test
    void anHttpTargetGetsATestEvent() throws Exception {
        try (var receiver = Receiver.answering(200)) {
            rules.rule("hooks", receiver.url("/"));

            Answered answer = post("/api/buses/default/rules/hooks/targets/hook/test");

            assertThat(answer.body().path("ok").asBoolean()).isTrue();
            assertThat(receiver.received)
                    .singleElement()
                    .satisfies(post ->
                            assertThat(post.body()).contains("signalbox:Test", "Test message"));
        }
    }

    @Test
    void onPaisBusesOnlyRobotsCanBeTried() throws Exception {
        rules.bus("pai-system-ws1");
        var rule = new RuleKey(TestRules.ACCOUNT, "pai-system-ws1", "hooks");
        rules.rule(
                rule,
                new Target.Http(
                        "hook",
                        DeliveryOptions.DEFAULT,
                        rules.vault.seal(rule, "http://127.0.0.1:1/"),
                        null,
                        null));
        String path = "/api/buses/pai-system-ws1/rules/hooks/targets/hook/test";

        for (Answered answer :
                List.of(
                        post(path),
                        post(path, "{\"type\":\"http\",\"url\":\"http://x.example/\"}"))) {
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.body().path("message").asText())
                    .contains("of type http cannot be tried, only dingtalk, wecom and lark");
        }
    }

    @Test
    void aTargetCanBeTriedBeforeItsRuleIsStored() throws Exception {
        try (var receiver = Receiver.answering(200)) {
            String target =
                    """
                    {"type": "http", "url": "%s", "headers": {"Authorization": "Bearer t0ken"},
                     "transform": {"form": "TEMPLATE", "value": {"t": "$.type"}, "template": {"type": "${t}"}}}
                    """
                            .formatted(receiver.url("/new"));

            Answered answer = post("/api/buses/default/rules/none/targets/new/test", target);

            assertThat(answer.body().path("ok").asBoolean()).isTrue();
            Receiver.Received post = receiver.received.getFirst();
            assertThat(post.path()).isEqualTo("/new");
            assertThat(post.headers()).containsEntry("authorization", "Bearer t0ken");
            assertThat(Json.MAPPER.readTree(post.body()).path("type").asText())
                    .isEqualTo("signalbox:Test");
        }
    }

    @Test
    void aTargetThatIsNotStoredIsGuardedAsOthersAre() throws Exception {
        Answered answer =
                post(
                        "/api/buses/default/rules/none/targets/new/test",
                        "{\"type\": \"http\", \"url\": \"http://169.254.169.254/\"}");

        assertThat(answer.body().path("ok").asBoolean(true)).isFalse();
        assertThat(answer.body().path("message").asText()).contains("is not allowed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | body: must be a target",
                "{\"type\": \"fax\"} | type: there is no such type, only dingtalk",
                "{\"type\": \"http\"} | url: is missing",
                "{\"type\": \"http\", \"url\": 7} | url: must be a text",
                "{\"type\": \"http\", \"url\": \"http://x.example/?k=***\"} | url: holds *** but is not the url",
                "{\"type\": \"http\", \"url\": \"ftp://x.example/\"} | url: must begin with http",
                "{\"type\": \"http\", \"url\": \"http://x.example/\", \"headers\": 1} | headers: must be an object",
                "{\"type\": \"sms\", \"template\": \"SMS_1\", \"contacts\": []} | contacts: must be an array",
                "{\"type\": \"http\", \"url\": \"http://x.example/\", \"uri\": \"x\"} | uri: there is no such field"
            })
    void aBodyThatIsNoTargetIsRefused(String body, String message) throws Exception {
        Answered answer = post("/api/buses/default/rules/none/targets/new/test", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().path("message").asText()).startsWith(message);
    }

    @Test
    void ofSeveralContactsTheFirstIsTriedAndNotTwiceInAMinute() throws Exception {
        String sms =
                "{\"type\": \"sms\", \"template\": \"SMS_1\", \"contacts\": [\"+8613800000000\", \"+8613800000001\"]}";
        String path = "/api/buses/default/rules/none/targets/night/test";

        assertThat(post(path, sms).body().path("message").asText()).contains("first contact");
        Answered again = post(path, sms);

        assertThat(again.status()).isEqualTo(429);
        assertThat(bothered).containsExactly("+8613800000000");
    }

    private Answered testUnsaved(String rule, String target) throws Exception {
        return post(
                "/api/targets/test",
                "{\"bus\": \"default\", %s\"target\": %s}"
                        .formatted(rule.isEmpty() ? "" : "\"rule\": \"" + rule + "\", ", target));
    }

    @Test
    void aTargetIsTriedBeforeItsRuleHasAName() throws Exception {
        try (var robot = robot("{\"errcode\":0,\"errmsg\":\"ok\"}")) {
            Answered answer =
                    testUnsaved(
                            "",
                            "{\"id\": \"ding\", \"type\": \"dingtalk\", \"url\": \"%s\"}"
                                    .formatted(robot.url("/robot/send?access_token=t0ken5")));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body().path("ok").asBoolean()).isTrue();
            assertThat(robot.received).hasSize(1);
            assertThat(rules.rules.rules(RULE.busKey())).isEmpty();
        }
    }

    @Test
    void secretsThatAreShownMaskedAreThoseOfTheStoredTarget() throws Exception {
        try (var robot = robot("{\"errcode\":0,\"errmsg\":\"ok\"}")) {
            rule(robot.url("/robot/send?access_token=t0ken5"));

            Answered answer =
                    testUnsaved(
                            "failed-jobs",
                            "{\"id\": \"ding\", \"type\": \"dingtalk\", \"url\": \"%s\", \"signingKey\": \"***\"}"
                                    .formatted(robot.url("/robot/send?access_token=***")));

            assertThat(answer.body().path("ok").asBoolean()).isTrue();
            assertThat(robot.received)
                    .singleElement()
                    .satisfies(post ->
                            assertThat(post.path()).contains("access_token=t0ken5", "&sign="));
        }
    }

    @Test
    void aStoredTokenIsNotSentToAnotherAddress() throws Exception {
        try (var receiver = Receiver.answering(200)) {
            rules.rule(
                    RULE,
                    new Target.Http(
                            "hook",
                            DeliveryOptions.DEFAULT,
                            rules.vault.seal(RULE, "https://ops.example.com/in?key=s3cret"),
                            null,
                            rules.vault.seal(RULE, "t0ken"),
                            Map.of("Authorization", rules.vault.seal(RULE, "Bearer t0ken"))));
            String fields = "{\"id\": \"hook\", \"type\": \"http\", \"url\": \"%s\"%s}";

            for (String target :
                    List.of(
                            fields.formatted(receiver.url("/in?key=***"), ""),
                            fields.formatted(receiver.url("/in"), ", \"token\": \"***\""),
                            fields.formatted(
                                    receiver.url("/in"),
                                    ", \"headers\": {\"authorization\": \"***\"}"))) {
                Answered answer = testUnsaved("failed-jobs", target);

                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.body().path("message").asText()).startsWith("target.");
            }
            assertThat(receiver.received).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | 400 | the body must be a JSON object",
                "{\"target\": {}} | 400 | bus: is missing",
                "{\"bus\": \"default\", \"target\": 7} | 400 | target: must be an object",
                "{\"bus\": \"default\", \"rule\": \"a b\", \"target\": {}} | 400 | rule: must be",
                "{\"bus\": \"default\", \"target\": {}} | 400 | target.id: is missing; target.type: is missing",
                "{\"bus\": \"default\", \"target\": {\"id\": \"a\", \"type\": \"sms\", \"template\": \"SMS_1\", \"contacts\": [\"1\"]}} | 400 | target.contacts[0]: ",
                "{\"bus\": \"default\", \"target\": {\"id\": \"a\", \"type\": \"dingtalk\", \"url\": \"https://x.example/\", \"signingKey\": \"***\"}} | 400 | target.signingKey: is ***, but target 'a' has none",
                "{\"bus\": \"nowhere\", \"target\": {}} | 404 | The event bus [nowhere]"
            })
    void anUnsavedTargetIsCheckedAsWhenItIsSaved(String body, int status, String message)
            throws Exception {
        Answered answer = post("/api/targets/test", body);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().path("message").asText()).startsWith(message);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/buses/nowhere/rules/failed-jobs/targets/ding/test, 404, EventBusNotExist",
        "/api/buses/no%20bus/rules/failed-jobs/targets/ding/test, 400, EventBusNameInvalid",
        "/api/buses/default/rules/no%20rule/targets/ding/test, 400, EventRuleNameInvalid",
        "/api/buses/default/rules/none/targets/ding/test, 404, EventRuleNotExist",
        "/api/buses/default/rules/failed-jobs/targets/none/test, 404, EventTargetNotExist",
        "/api/buses/default/rules/failed-jobs/targets/ding/test?account=7, 404, EventRuleNotExist",
        "/api/buses/default/rules/failed-jobs/targets/ding/test?account=a%2Fb, 400, "
                + "RequestParameterInvalid",
        "/api/buses/default/rules/failed-jobs/targets/ding/test?acount=7, 400, "
                + "RequestParameterInvalid"
    })
    void whatIsNotThereIsSaid(String path, int status, String code) throws Exception {
        rule("http://127.0.0.1:1/robot/send?access_token=t0ken5");

        Answered answer = post(path);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().path("code").asText()).isEqualTo(code);
    }
}
