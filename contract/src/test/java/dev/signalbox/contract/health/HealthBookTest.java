package dev.signalbox.contract.health;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.contract.health.TargetHealth.Disabled;
import dev.signalbox.contract.health.TargetHealth.Failing;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.topic.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthBookTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final RuleKey RULE = new RuleKey("1", "default", "r");
    private static final TargetKey HOOK = RULE.target("hook");
    private static final Failing FAILING =
            new Failing(NOON.minusSeconds(60), NOON, 503, "answered 503");
    private static final Disabled DISABLED = new Disabled(NOON, "it answered 410 Gone", FAILING);

    private final HealthBook book = new HealthBook();

    private void apply(TargetKey key, byte @Nullable [] value) {
        book.apply(
                new ConsumerRecord<>(
                        Topic.TARGETS.topicName(), 0, 0, key.toString().getBytes(UTF_8), value));
    }

    private static Rule ruleOf(Instant updated) {
        try {
            Pattern pattern = Pattern.parse(Json.MAPPER.createObjectNode());
            return new Rule(RULE, "", true, pattern, List.of(), 1, Instant.EPOCH, updated);
        } catch (dev.signalbox.contract.pattern.InvalidPattern e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatIsWrittenIsRead() {
        assertThat(TargetHealth.read(FAILING.toBytes())).isEqualTo(FAILING);
        assertThat(TargetHealth.read(DISABLED.toBytes())).isEqualTo(DISABLED);
    }

    @Test
    void theRecordIsReadableByOthers() {
        assertThat(new String(DISABLED.toBytes(), UTF_8))
                .isEqualTo(
                        "{\"failingSince\":1795262340000,\"lastFailure\":1795262400000,"
                                + "\"status\":503,\"reason\":\"answered 503\","
                                + "\"disabled\":1795262400000,\"why\":\"it answered 410 Gone\"}");
    }

    @Test
    void aTargetWithoutARecordIsWell() {
        assertThat(book.of(ruleOf(NOON), "hook")).isNull();
        assertThat(book.disabled(ruleOf(NOON), "hook")).isNull();
    }

    @Test
    void aDisabledTargetIsKnownUntilItsTombstone() throws InterruptedException {
        apply(HOOK, DISABLED.toBytes());

        assertThat(book.disabled(ruleOf(NOON.minusSeconds(1)), "hook")).isEqualTo(DISABLED);
        assertThat(book.awaitWell(HOOK, Duration.ofMillis(1))).isFalse();

        apply(HOOK, null);

        assertThat(book.of(ruleOf(NOON.minusSeconds(1)), "hook")).isNull();
        assertThat(book.awaitWell(HOOK, Duration.ZERO)).isTrue();
    }

    @Test
    void aTargetThatOnlyFailsIsNotDisabled() {
        apply(HOOK, FAILING.toBytes());

        assertThat(book.of(ruleOf(Instant.EPOCH), "hook")).isEqualTo(FAILING);
        assertThat(book.disabled(ruleOf(Instant.EPOCH), "hook")).isNull();
    }

    @Test
    void aRuleThatWasChangedSinceBeginsAnew() {
        apply(HOOK, DISABLED.toBytes());

        assertThat(book.of(ruleOf(NOON.plusMillis(1)), "hook")).isNull();
        assertThat(book.disabled(ruleOf(NOON.plusMillis(1)), "hook")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{\"failingSince\":1}", "{\"failingSince\":\"now\"}"})
    void aTargetWhoseRecordCannotBeReadIsTakenForWell(String value) {
        var told = new ArrayList<String>();
        apply(HOOK, DISABLED.toBytes());
        book.listen((key, health) -> told.add(key + (health == null ? " well" : " unwell")));

        assertThatThrownBy(() -> apply(HOOK, value.getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("1/default/r/hook cannot be read: ");

        assertThat(book.disabled(ruleOf(Instant.EPOCH), "hook")).isNull();
        assertThat(told).containsExactly("1/default/r/hook unwell", "1/default/r/hook well");
    }
}
