package dev.signalbox.contract.rule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.signalbox.contract.account.Names;
import dev.signalbox.contract.account.Quota;
import dev.signalbox.contract.account.Quotas;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.InvalidPattern;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.topic.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RulebookTest {
    private static final Instant NOW = Instant.parse("2026-11-21T04:00:00Z");
    private static final RuleKey KEY = new RuleKey("1", "default", "r");

    private final Rulebook book = new Rulebook();

    @Test
    void aRuleIsReadAsItWasWritten() {
        Rule rule = rule(1);

        apply(KEY.toString(), RuleRecords.write(rule));

        assertThat(book.rule(KEY)).isEqualTo(rule);
        assertThat(book.rules(KEY.busKey())).containsExactly(rule);
    }

    @Test
    void aBusIsReadAsItWasWritten() {
        var bus = new Bus(new BusKey("1", "b"), "of team A", NOW);

        apply("1/b", RuleRecords.write(bus));

        assertThat(book.bus(bus.key())).isEqualTo(bus);
        assertThat(book.buses("1")).containsExactly(bus, Bus.defaultOf("1"));
        assertThat(book.buses("2")).containsExactly(Bus.defaultOf("2"));
        apply("1/b", null);
        assertThat(book.bus(bus.key())).isNull();
    }

    @Test
    void theDefaultBusMayHaveADescription() {
        var described = new Bus(new BusKey("1", "default"), "mine", Instant.EPOCH);

        apply("1/default", RuleRecords.write(described));

        assertThat(book.buses("1")).containsExactly(described);
        apply("1/default", null);
        assertThat(book.buses("1")).containsExactly(Bus.defaultOf("1"));
    }

    @Test
    void listenersAreToldOfWhatIsThereAndOfEachChange() {
        Rule first = rule(1);
        Rule second = rule(2);
        apply(KEY.toString(), RuleRecords.write(first));
        var told = new ArrayList<String>();

        book.listen((key, before, after) -> told.add(revision(before) + ">" + revision(after)));
        apply(KEY.toString(), RuleRecords.write(second));
        apply(KEY.toString(), null);
        apply(KEY.toString(), null);

        assertThat(told).containsExactly("->1", "1>2", "2>-");
    }

    private static String revision(@Nullable Rule rule) {
        return rule == null ? "-" : Long.toString(rule.revision());
    }

    @Test
    void aListenerThatThrowsNeitherUndoesTheChangeNorKeepsItFromOthers() {
        var told = new ArrayList<RuleKey>();
        book.listen((key, before, after) -> {
            throw new IllegalStateException("broken");
        });
        book.listen((key, before, after) -> told.add(key));

        assertThatThrownBy(() -> apply(KEY.toString(), RuleRecords.write(rule(1))))
                .hasMessage("broken");

        assertThat(told).containsExactly(KEY);
        assertThat(book.rule(KEY)).isNotNull();
    }

    @Test
    void whatCannotBeReadIsNoRuleAnyMoreAndTheReasonIsKept() {
        Rule rule = rule(1);
        String json = new String(RuleRecords.write(rule), UTF_8);

        var broken = new LinkedHashMap<String, String>();
        broken.put("", "it is no JSON object");
        broken.put("x", "it is no JSON");
        broken.put(json.substring(0, json.length() - 1), "it is no JSON");
        broken.put("{}", "enabled is neither true nor false");
        broken.put("[]", "it is no JSON object");
        broken.put("null", "it is no JSON object");
        broken.put("{\"enabled\":true}", "it has no array of targets");
        broken.put(json.replace("\"http\"", "\"pigeon\""), "unknown target type 'pigeon'");
        broken.put(json.replace("BACKOFF_RETRY", "NEVER"), "unknown retry policy 'NEVER'");
        broken.put(json.replace("TEMPLATE", "SCRIPT"), "unknown transform 'SCRIPT'");
        broken.put(json.replace("\"id\":\"a\"", "\"name\":\"a\""), "a target has no id");
        broken.put(json.replace("sealed:", "clear:"), "not a sealed secret");
        broken.put(json.replace("2026-", "x"), "created is no time");
        broken.put(json.replace("[\"s\"]", "\"s\""), "pattern.source");
        broken.put(json.replaceFirst("\\{", "{\"format\":2,"), "a later version wrote it");
        broken.put(json.replaceFirst("\\{", "{\"format\":\"x\","), "a later version wrote it");
        broken.forEach((text, reason) -> {
            apply(KEY.toString(), RuleRecords.write(rule));
            assertThat(book.whyUnreadable(KEY)).isNull();
            assertThat(book.unreadable()).isZero();

            assertThatThrownBy(() -> apply(KEY.toString(), text.getBytes(UTF_8)))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("1/default/r cannot be read: " + reason);

            assertThat(book.rule(KEY)).isNull();
            assertThat(book.whyUnreadable(KEY)).startsWith(reason);
            assertThat(book.unreadableRules(KEY.busKey()).keySet()).containsExactly("r");
            assertThat(book.ruleCount(KEY.busKey())).isEqualTo(1);
            assertThat(book.unreadable()).isEqualTo(1);
        });
    }

    @Test
    void listenersAreToldThatAnUnreadableRuleIsGone() {
        var told = new ArrayList<String>();
        book.listen((key, before, after) -> told.add(revision(before) + ">" + revision(after)));
        apply(KEY.toString(), RuleRecords.write(rule(1)));

        assertThatThrownBy(() -> apply(KEY.toString(), new byte[0]));
        assertThatThrownBy(() -> apply(KEY.toString(), new byte[0]));
        apply(KEY.toString(), RuleRecords.write(rule(2)));

        assertThat(told).containsExactly("->1", "1>-", "->2");
    }

    @Test
    void anUnreadableRuleThatIsDeletedIsForgotten() {
        assertThatThrownBy(() -> apply(KEY.toString(), new byte[0]));

        apply(KEY.toString(), null);

        assertThat(book.whyUnreadable(KEY)).isNull();
        assertThat(book.ruleCount(KEY.busKey())).isZero();
    }

    @Test
    void unreadableRulesOfOtherBusesAreNotToldAmongABuss() {
        for (String key : List.of("1/default", "1/default/r", "1/default-2/r", "11/default/r")) {
            assertThatThrownBy(() -> apply(key, new byte[0]));
        }

        assertThat(book.unreadableRules(KEY.busKey()).keySet()).containsExactly("r");
        assertThat(book.unreadable()).isEqualTo(4);
    }

    @Test
    void anUnreadableBusIsStillABus() {
        var key = new BusKey("1", "b");

        assertThatThrownBy(() -> apply("1/b", new byte[0]))
                .hasMessage("1/b cannot be read: it is no JSON object");

        assertThat(book.bus(key)).isEqualTo(new Bus(key, "", Instant.EPOCH));
        assertThat(book.whyUnreadable(key)).isEqualTo("it is no JSON object");
    }

    @Test
    void quotasAreReadAsTheyWereWritten() {
        var quotas = new Quotas(Map.of(Quota.TARGETS_PER_RULE, 100, Quota.BUSES, 0));

        apply("1", RuleRecords.write(quotas));

        assertThat(book.quotas("1")).isEqualTo(quotas);
        assertThat(book.quotas("2")).isEqualTo(Quotas.NONE);
        apply("1", null);
        assertThat(book.quotas("1")).isEqualTo(Quotas.NONE);
    }

    @Test
    void unreadableQuotasAreNone() {
        for (String text :
                List.of("{\"buses\":\"1\"}", "{\"buses\":-1}", "{\"targetsPerRule\":101}", "7")) {
            apply("1", RuleRecords.write(new Quotas(Map.of(Quota.BUSES, 7))));

            assertThatThrownBy(() -> apply("1", text.getBytes(UTF_8)))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class);

            assertThat(book.quotas("1")).isEqualTo(Quotas.NONE);
        }
    }

    @Test
    void rulesAreCounted() {
        apply(KEY.toString(), RuleRecords.write(rule(1)));
        apply(KEY.toString(), RuleRecords.write(rule(2)));
        apply("1/default/s", RuleRecords.write(rule(1)));
        apply("1/default/t", null);
        assertThat(book.ruleCount(KEY.busKey())).isEqualTo(2);

        apply(KEY.toString(), null);

        assertThat(book.ruleCount(KEY.busKey())).isEqualTo(1);
        assertThat(book.ruleCount(new BusKey("1", "other"))).isZero();
    }

    @Test
    void everySecretOfEveryTargetIsChanged() {
        var seen = new ArrayList<String>();

        var changed =
                rule(1).targets().stream()
                        .map(target ->
                                target.withSecrets(secret -> {
                                    seen.add(secret.text());
                                    return new SealedSecret(secret.text().replace("k1", "k2"));
                                }))
                        .toList();

        String before = new String(RuleRecords.write(rule(1)), UTF_8);
        assertThat(seen).hasSize(before.split("sealed:", -1).length - 1);
        assertThat(new String(RuleRecords.write(rule(1).withTargets(changed)), UTF_8))
                .isEqualTo(before.replace("sealed:k1", "sealed:k2"));
    }

    @Test
    void keysOfAnotherFormAreRefused() {
        for (String key : List.of("", "1", "1/2/3/4")) {
            assertThatThrownBy(() -> apply(key, new byte[0]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> apply(null, new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void fieldsOfALaterVersionArePassedOver() {
        Rule rule = rule(1);
        String later =
                new String(RuleRecords.write(rule), UTF_8).replaceFirst("\\{", "{\"later\":{},");

        apply(KEY.toString(), later.getBytes(UTF_8));

        assertThat(book.rule(KEY)).isEqualTo(rule);
    }

    @Test
    void namesThatWouldBreakKeysAreNone() {
        for (String name : List.of("", "a/b", "-a", "a b", "a\n", "é", "x".repeat(128))) {
            assertThat(Names.isBus(name)).as(name).isFalse();
            assertThat(Names.isRule(name)).as(name).isFalse();
        }
        assertThat(Names.isAccount("a/b")).isFalse();
        assertThat(Names.isBus("pai-system-team_a")).isTrue();
        assertThat(Names.isRule("x".repeat(127))).isTrue();
    }

    @SuppressWarnings("NullAway") // Kafka's records without key or value are not annotated
    private void apply(@Nullable String key, byte @Nullable [] value) {
        book.apply(
                new ConsumerRecord<>(
                        Topic.RULES.topicName(),
                        0,
                        0,
                        key == null ? null : key.getBytes(UTF_8),
                        value));
    }

    private static Rule rule(long revision) {
        try {
            return new Rule(
                    KEY,
                    "what it is for",
                    true,
                    Pattern.parse(
                            Json.MAPPER.readTree("{\"source\":[\"s\"],\"data\":{\"n\":[1.10]}}")),
                    List.of(
                            new Target.Http(
                                    "a",
                                    DeliveryOptions.DEFAULT.withConcurrency(7),
                                    new SealedSecret("sealed:k1:AAAA"),
                                    new SealedSecret("sealed:k1:BBBB"),
                                    null),
                            new Target.Http(
                                    "b",
                                    new DeliveryOptions(
                                            new Transform.Template(
                                                    Map.of("status", "$.data.status"),
                                                    "it is ${status}"),
                                            RetryPolicy.EXPONENTIAL_DECAY_RETRY,
                                            false,
                                            1,
                                            30,
                                            Map.of("ErrorsTolerance", "ALL")),
                                    new SealedSecret("sealed:k1:CCCC"),
                                    null,
                                    new SealedSecret("sealed:k1:DDDD")),
                            new Target.Dingtalk(
                                    "c",
                                    options(new Transform.Constant("{}")),
                                    new SealedSecret("sealed:k1:EEEE"),
                                    new SealedSecret("sealed:k1:FFFF")),
                            new Target.Wecom(
                                    "d",
                                    options(new Transform.JsonPath("$.data")),
                                    new SealedSecret("sealed:k1:GGGG")),
                            new Target.Lark(
                                    "e",
                                    DeliveryOptions.DEFAULT,
                                    new SealedSecret("sealed:k1:HHHH"),
                                    null),
                            new Target.Sms(
                                    "f",
                                    DeliveryOptions.DEFAULT,
                                    List.of("+8613800000000", "+8613800000001"),
                                    "SMS_1",
                                    "DataWorks"),
                            new Target.Voice(
                                    "g",
                                    DeliveryOptions.DEFAULT,
                                    List.of("+8613800000000"),
                                    "TTS_1"),
                            new Target.Email(
                                    "h",
                                    DeliveryOptions.DEFAULT,
                                    List.of("ops@example.com"),
                                    "x",
                                    true)),
                    revision,
                    NOW,
                    NOW);
        } catch (JsonProcessingException | InvalidPattern e) {
            throw new AssertionError(e);
        }
    }

    private static DeliveryOptions options(Transform transform) {
        return new DeliveryOptions(transform, RetryPolicy.BACKOFF_RETRY, true, 64, 0, Map.of());
    }
}
