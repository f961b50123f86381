package dev.signalbox.notifier.bot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.event.Catalog;
import dev.signalbox.contract.event.EventType;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.rule.DeliveryOptions;
import dev.signalbox.contract.rule.RetryPolicy;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.rule.Transform;
import dev.signalbox.contract.samples.Samples;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.message.Messages;
import dev.signalbox.notifier.testkit.ChannelContract;
import dev.signalbox.notifier.testkit.Receiver;
import dev.signalbox.notifier.testkit.TestRules;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What holds for the robots of every service.
abstract class BotContract extends ChannelContract {
    private static final RuleKey RULE = new RuleKey(TestRules.ACCOUNT, "default", "failed-jobs");

    private BotSender sender;

    @BeforeEach
    void openSender() {
        sender =
                new BotSender(
                        calls,
                        new Messages(ZoneId.of("Asia/Shanghai")),
                        rules.vault,
                        InstantSource.fixed(NOW));
    }

    @Override
    protected Reply attempt(Delivery delivery, Target target) {
        return sender.send(delivery, (Target.Bot) target);
    }

    @Override
    protected boolean bodyDecides() {
        return true;
    }

    @Override
    protected TargetKey target(String base) {
        return target(base, Transform.ORIGINAL);
    }

    private TargetKey target(String base, Transform transform) {
        var options =
                new DeliveryOptions(transform, RetryPolicy.BACKOFF_RETRY, true, 4, 0, Map.of());
        return rules.rule(RULE, bot(RULE, base, options));
    }

    /// A robot with all its secrets.
    abstract Target.Bot bot(RuleKey rule, String base, DeliveryOptions options);

    /// Looks at a request as the service does: at everything but what the message says.
    abstract void check(Receiver.Received post, JsonNode body);

    /// What people see of a message.
    abstract String shown(JsonNode body);

    /// A message of the service's own form.
    abstract String ownMessage();

    /// The same in EventBridge's spelling.
    abstract String ownMessageInCapitals();

    /// The text of a text message.
    abstract String text(JsonNode body);

    private String told(Receiver receiver, Delivery delivery) {
        receiver.received.clear();
        assertThat(send(delivery)).isEqualTo(new Reply.Taken(taken().status()));
        Receiver.Received post = receiver.received.getFirst();
        assertThat(post.headers().get("content-type"))
                .isEqualToIgnoringCase("application/json; charset=UTF-8");
        JsonNode body = Wire.json(post.body());
        check(post, body);
        return shown(body);
    }

    private JsonNode sent(Transform transform) {
        return sent(transform, Json.MAPPER.createObjectNode());
    }

    private JsonNode sent(Transform transform, ObjectNode data) {
        String event = Json.MAPPER.createObjectNode().set("data", data).toString();
        try (var receiver = receiver(taken())) {
            TargetKey key = target(receiver.url(""), transform);
            told(receiver, TestRules.delivery("e-1", key, "t", event));
            return Wire.json(receiver.received.getFirst().body());
        }
    }

    private static EventType type(JsonNode event) {
        return Objects.requireNonNull(Catalog.builtIn().byType(event.path("type").asText()));
    }

    private static String title(EventType type) {
        return type.event().replaceAll(" \\((pre|post)-event\\)", "");
    }

    @Test
    void everySampleIsToldWithItsTitleItsRuleItsTimesAndItsId() {
        try (var receiver = receiver(taken())) {
            TargetKey key = target(receiver.url(""));
            for (JsonNode event : Samples.cloudEvents()) {
                String id = event.path("id").asText();
                var delivery =
                        TestRules.delivery(id, key, event.path("type").asText(), event.toString());

                assertThat(told(receiver, delivery))
                        .contains(title(type(event)), type(event).service(), "failed-jobs", id)
                        .contains("Happened:", "2026-11-21 12:00:00 +08:00", "Signalbox");
            }
        }
    }

    @Test
    void everyKnownTypeIsToldWithinTheLimitsHoweverLongItsValues() {
        try (var receiver = receiver(taken())) {
            TargetKey key = target(receiver.url(""));
            for (EventType type : Catalog.builtIn().types()) {
                ObjectNode event = Json.MAPPER.createObjectNode();
                event.put("id", "e-1").put("time", "2026-11-21T04:00:00Z");
                ObjectNode data = event.putObject("data");
                type.bodyFields()
                        .forEach((field, kind) -> data.put(field, "值😀\"\\<@all>".repeat(5_000)));
                var delivery = TestRules.delivery("e-1", key, type.type(), event.toString());

                assertThat(told(receiver, delivery)).contains(title(type), "failed-jobs", "e-1");
            }
        }
    }

    @Test
    void anEventOfAnUnknownTypeIsToldByItsFields() {
        try (var receiver = receiver(taken())) {
            TargetKey key = target(receiver.url(""));
            var delivery =
                    TestRules.delivery(
                            "e-1",
                            key,
                            "shop:Order:Paid",
                            "{\"subject\":\"order/7\",\"data\":{\"amount\":1.10,\"who\":\"Zoë\"}}");

            assertThat(told(receiver, delivery))
                    .contains("shop:Order:Paid", "order/7", "amount:", "1.10", "Zoë");
        }
    }

    @Test
    void whatIsNoEventIsToldAllTheSame() {
        try (var receiver = receiver(taken())) {
            TargetKey key = target(receiver.url(""));
            for (String body : List.of("", "[", "null", "[1]", "{\"data\":7,\"time\":8}")) {
                var delivery = TestRules.delivery("e-1", key, "a:b:c", body);

                assertThat(told(receiver, delivery)).contains("a:b:c", "failed-jobs");
            }
        }
    }

    @Test
    void aReplayIsMarked() {
        try (var receiver = receiver(taken())) {
            Delivery live = TestRules.delivery("e-1", target(receiver.url("")));
            var replayed =
                    new Delivery(
                            live.id(),
                            live.target(),
                            live.contact(),
                            live.event(),
                            live.source(),
                            live.type(),
                            live.accepted(),
                            0,
                            0,
                            List.of(),
                            "replay-7",
                            false,
                            live.body());

            assertThat(told(receiver, replayed))
                    .contains("Replay: Commit a file")
                    .contains("happened on 2026-11-21 12:00:00 +08:00");
        }
    }

    private String toldTogether(Receiver receiver, List<Delivery> deliveries) {
        receiver.received.clear();
        assertThat(sender.sendTogether(deliveries, bot()))
                .isEqualTo(new Reply.Taken(taken().status()));
        assertThat(receiver.received).hasSize(1);
        Receiver.Received post = receiver.received.getFirst();
        JsonNode body = Wire.json(post.body());
        check(post, body);
        return shown(body);
    }

    private Target.Bot bot() {
        return (Target.Bot) Objects.requireNonNull(rules.rules.rule(RULE)).targets().getFirst();
    }

    @Test
    void manyDeliveriesAreToldInOneMessage() {
        try (var receiver = receiver(taken())) {
            TargetKey key = target(receiver.url(""));
            String failed = "pai:DlcJobProgress:Failed";
            var deliveries = new ArrayList<Delivery>();
            for (int i = 0; i < 40; i++) {
                deliveries.add(TestRules.delivery("e-" + i, key, failed, "{}"));
            }
            deliveries.add(TestRules.delivery("e-40", key));

            assertThat(toldTogether(receiver, deliveries).lines().filter(line -> !line.isBlank()))
                    .map(line -> line.replaceFirst("^(###|-|>) ", ""))
                    .startsWith(
                            "41 events within a second, 40 times Job progress: failed",
                            "40 times: Job progress: failed",
                            "once: Commit a file",
                            "First: 2026-11-21 12:00:00 +08:00 Job progress: failed",
                            "Last: 2026-11-21 12:00:00 +08:00 Commit a file",
                            "Signalbox rule: failed-jobs",
                            "Told together: more came than a robot may be sent in a minute")
                    .last()
                    .asString()
                    .startsWith("Events: e-0, e-1, e-2, ")
                    .endsWith(", e-39, e-40");
        }
    }

    @Test
    void rulesThatTellTheSameRobotAreTellingOneAndThoseOfOtherAccountsAreNot() {
        String mine = fingerprint(new RuleKey(TestRules.ACCOUNT, "default", "one"), "http://a.b");

        assertThat(mine)
                .isEqualTo(fingerprint(new RuleKey(TestRules.ACCOUNT, "x", "two"), "http://a.b"))
                .isNotEqualTo(fingerprint(new RuleKey("2", "default", "one"), "http://a.b"))
                .isNotEqualTo(
                        fingerprint(new RuleKey(TestRules.ACCOUNT, "x", "two"), "http://c.d"));
    }

    private String fingerprint(RuleKey rule, String base) {
        Target.Bot bot = bot(rule, base, DeliveryOptions.DEFAULT);
        return Objects.requireNonNull(sender.fingerprint(rule.target(bot.id()), bot));
    }

    @Test
    void aTransformMakesNothingOfManyDeliveries() {
        try (var receiver = receiver(taken())) {
            TargetKey key = target(receiver.url(""), new Transform.Constant("Wake up"));

            assertThat(
                            toldTogether(
                                    receiver,
                                    List.of(
                                            TestRules.delivery("e-1", key),
                                            TestRules.delivery("e-2", key))))
                    .contains("2 events within a second: Commit a file", "e-1, e-2");
        }
    }

    @Test
    void ofHowManyEventsEverTheMessageIsWithinTheLimitsAndSaysHowManyIdsItLacks() {
        String hostile = "值😀\"\\<@all>_[x](http://evil.example)".repeat(20);
        try (var receiver = receiver(taken())) {
            TargetKey key = target(receiver.url(""));
            var deliveries = new ArrayList<Delivery>();
            for (int i = 0; i < 2_000; i++) {
                String type = (i % 50) + hostile;
                deliveries.add(TestRules.delivery("id-%04d".formatted(i), key, type, "{}"));
            }

            String shown = toldTogether(receiver, deliveries);

            assertThat(shown)
                    .contains("2000 events within a second", "Signalbox rule: failed-jobs")
                    .contains("and 42 more kinds: 1680 times")
                    .contains("Events: ", " see GET /api/deliveries");
        }
    }

    @Test
    void aDeliveryThatIsSentAgainOutOfTheDeadLettersIsMarked() {
        try (var receiver = receiver(taken())) {
            Delivery dead = TestRules.delivery("e-1", target(receiver.url("")));

            assertThat(told(receiver, dead.redriven(0))).contains("Redriven: Commit a file");
        }
    }

    @Test
    void aTransformsTextIsSentAsText() {
        assertThat(text(sent(new Transform.Constant("Wake up, \"Ann\"\nnow"))))
                .isEqualTo("Wake up, \"Ann\"\nnow");
        assertThat(text(sent(new Transform.Constant("{\"no\": \"kind\"}"))))
                .isEqualTo("{\"no\": \"kind\"}");
    }

    @Test
    void aTransformsTextIsCutBetweenCharacters() {
        String text = text(sent(new Transform.Constant("😀".repeat(5_000))));
        assertThat(text).matches("(😀)+…");
    }

    @Test
    void whatTakesMoreBytesInJsonIsCutEarlier() {
        assertThat(text(sent(new Transform.Constant("\\".repeat(10_240))))).endsWith("…");
        assertThat(text(sent(new Transform.Constant("\n\"".repeat(5_120))))).endsWith("…");
    }

    @Test
    void aMessageOfTheServicesOwnFormIsSentAsItIs() {
        JsonNode sent = sent(new Transform.Constant(ownMessage()));
        Wire.json(ownMessage())
                .properties()
                .forEach(field ->
                        assertThat(sent.get(field.getKey()))
                                .as(field.getKey())
                                .isEqualTo(field.getValue()));
    }

    @Test
    void eventBridgesSpellingOfItIsUnderstood() {
        JsonNode sent = sent(new Transform.Constant(ownMessageInCapitals()));
        Wire.json(ownMessage())
                .properties()
                .forEach(field ->
                        assertThat(sent.get(field.getKey()))
                                .as(field.getKey())
                                .isEqualTo(field.getValue()));
    }

    static List<Transform> waysToPutAnEventsTextAlone() {
        return List.of(
                new Transform.JsonPath("$.data.text"),
                new Transform.JsonPath("$.data.object"),
                new Transform.Template(Map.of("m", "$.data.text"), "${m}"),
                new Transform.Template(Map.of("m", "$.data.object"), " ${m}"),
                new Transform.Template(
                        Map.of("a", "$.data.start", "b", "$.data.end"), "${a}\"text\"${b}"));
    }

    @ParameterizedTest
    @MethodSource("waysToPutAnEventsTextAlone")
    void anEventsTextIsNoMessageOfTheServicesOwnForm(Transform transform) {
        for (String message : List.of(ownMessage(), ownMessageInCapitals(), "\n" + ownMessage())) {
            ObjectNode data = Json.MAPPER.createObjectNode();
            data.put("text", message).set("object", Wire.json(message));
            int middle = message.indexOf("\"text\"");
            data.put("start", message.substring(0, Math.max(0, middle)));
            data.put("end", message.substring(middle + 6));

            assertThat(text(sent(transform, data))).contains("\"Look");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<at user_id=\"ou_7\">all</at>",
                "<@all>",
                "&lt;@all&gt;",
                "&#60;at id=all>",
                "&LTat id=all>",
                "<font color=\"warning\">"
            })
    void inAMessageThatTheRulesAuthorWroteAnEventMentionsNobody(String mention) {
        var template =
                new Transform.Template(
                        Map.of("m", "$.data.text", "x", "$.data.list"),
                        ownMessage().replace("Look", "<b>Look</b>: ${m} ${x}"));
        ObjectNode data =
                Json.MAPPER.createObjectNode().put("text", mention + " https://a.example/?b=c&d");
        data.putArray("list").add(mention);

        assertThat(sent(template, data).toString())
                .contains("<b>Look</b>: ", "https://a.example/?b=c&d")
                .doesNotContain(mention, mention.replace("\"", "\\\""));
    }

    @Test
    void anEmptyTextIsRefusedAndNotSent() {
        try (var receiver = receiver(taken())) {
            TargetKey key = target(receiver.url(""), new Transform.JsonPath("$.data.note"));
            var delivery = TestRules.delivery("e-1", key, "t", "{\"data\":{\"note\":\" \"}}");

            assertThat(send(delivery))
                    .isEqualTo(
                            new Reply.Refused(
                                    0, "the target's transform makes an empty text of this event"));
            assertThat(receiver.received).isEmpty();
        }
    }

    @Test
    void aTestMessageIsMarked() {
        try (var receiver = receiver(taken())) {
            TargetKey key = target(receiver.url(""));
            var bot =
                    (Target.Bot)
                            Objects.requireNonNull(rules.rules.rule(RULE)).targets().getFirst();

            assertThat(sender.test(key, bot)).isEqualTo(new Reply.Taken(taken().status()));

            Receiver.Received post = receiver.received.getFirst();
            check(post, Wire.json(post.body()));
            assertThat(shown(Wire.json(post.body())))
                    .contains("Test message from Signalbox", "failed-jobs");
        }
    }

    /// Checks what a code means.
    ///
    /// @param meaning what people are told, a part of it
    /// @param pause seconds that the robot is to be left alone; 0 where this message alone failed,
    ///   null where it is refused
    void means(int status, String body, String meaning, @Nullable Integer pause) {
        Reply reply = answered(new Given(status, "", body));
        if (pause == null) {
            assertThat(reply)
                    .isInstanceOfSatisfying(
                            Reply.Refused.class,
                            refused -> assertThat(refused.reason()).contains(meaning));
        } else if (pause > 0) {
            assertThat(reply)
                    .isInstanceOfSatisfying(
                            Reply.Throttled.class,
                            throttled -> {
                                assertThat(throttled.reason()).contains(meaning);
                                assertThat(throttled.pause().toSeconds()).isEqualTo((long) pause);
                            });
        } else {
            assertThat(reply)
                    .isInstanceOfSatisfying(
                            Reply.Failed.class,
                            failed -> {
                                assertThat(failed.reason()).contains(meaning);
                                assertThat(failed.notBefore()).isZero();
                            });
        }
    }
}
