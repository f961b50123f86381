package dev.signalbox.notifier.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.health.TargetHealth;
import dev.signalbox.contract.health.TargetHealth.Disabled;
import dev.signalbox.contract.health.TargetHealth.Failing;
import dev.signalbox.contract.rule.DeliveryOptions;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.testkit.TestRules;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthWatchTest {
    private static final Instant START = Instant.parse("2026-11-16T04:00:00Z");
    private static final RuleKey RULE = new RuleKey(TestRules.ACCOUNT, "default", "r");
    private static final Reply TAKEN = new Reply.Taken(204);
    private static final Reply FAILED = new Reply.Failed(503, "answered 503", Duration.ZERO);
    private static final Reply GONE = new Reply.Refused(410, "answered 410");

    @TempDir Path folder;
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final RecordWriter ledger = new RecordWriter(producer);
    private TestRules rules;
    private Target target;
    private TargetKey key;
    private HealthWatch watch;
    private Instant now = START;
    private int read;

    @BeforeEach
    void open() {
        rules = new TestRules(folder, Map.of());
        target =
                new Target.Http(
                        "hook",
                        DeliveryOptions.DEFAULT,
                        rules.vault.seal(RULE, "https://example.com/?token=t"),
                        null,
                        null);
        key = rules.rule(RULE, target);
        watch = watch();
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private HealthWatch watch() {
        return HealthWatch.of(rules.rules, rules.targets, Duration.ofDays(5), () -> now, ledger);
    }

    private void attempt(Reply reply) {
        watch.attempted(key, target, now, reply);
    }

    private void attempts(Reply reply, Duration every, Duration during) {
        for (Instant end = now.plus(during); now.isBefore(end); now = now.plus(every)) {
            attempt(reply);
        }
    }

    /// What the topic was told, in order; null for a tombstone.
    private List<@Nullable TargetHealth> told() {
        var told = new ArrayList<@Nullable TargetHealth>();
        for (var item : producer.history()) {
            assertThat(item.topic()).isEqualTo(Topic.TARGETS.topicName());
            assertThat(new String(item.key(), StandardCharsets.UTF_8)).isEqualTo(key.toString());
            told.add(item.value() == null ? null : TargetHealth.read(item.value()));
        }
        return told;
    }

    private TargetHealth last() {
        return Objects.requireNonNull(told().getLast());
    }

    /// The topic is read to its end.
    private void readBack() {
        for (var item : producer.history().subList(read, producer.history().size())) {
            rules.targets.apply(
                    new ConsumerRecord<>(item.topic(), 0, read++, item.key(), item.value()));
        }
    }

    @Test
    void aTargetThatStumblesWritesNothing() {
        attempt(FAILED);
        now = now.plusSeconds(59);
        attempt(FAILED);
        attempt(TAKEN);
        now = now.plusSeconds(59);
        attempt(FAILED);
        attempt(TAKEN);

        assertThat(told()).isEmpty();
    }

    @Test
    void aTargetThatFailsForAMinuteIsToldOfAndThenEveryTenMinutes() {
        attempts(FAILED, Duration.ofSeconds(10), Duration.ofMinutes(25));

        assertThat(told())
                .containsExactly(
                        failing(START.plusSeconds(60)),
                        failing(START.plusSeconds(660)),
                        failing(START.plusSeconds(1260)));
    }

    private static TargetHealth failing(Instant last) {
        return new Failing(START, last, 503, "answered 503");
    }

    @Test
    void aSuccessAfterThatTakesTheRecordOffOnce() {
        attempts(FAILED, Duration.ofSeconds(10), Duration.ofMinutes(2));
        attempt(TAKEN);
        attempt(TAKEN);
        readBack();
        attempt(TAKEN);

        assertThat(told()).hasSize(2).last().isNull();
    }

    @Test
    void fiveDaysOfNothingButFailureDisableTheTarget() {
        attempts(FAILED, Duration.ofHours(1), Duration.ofDays(5));
        assertThat(last()).isInstanceOf(Failing.class);

        attempt(FAILED);

        assertThat(last())
                .isEqualTo(
                        new Disabled(
                                Instant.parse("2026-11-21T04:00:00Z"),
                                "nothing but failures since 2026-11-16T04:00:00Z; the last:"
                                        + " answered 503",
                                new Failing(START, now, 503, "answered 503")));
    }

    @Test
    void aTargetThatRefusesWithAStatusFailsToo() {
        attempts(new Reply.Refused(404, "answered 404"), Duration.ofHours(1), Duration.ofDays(5));
        attempt(new Reply.Refused(404, "answered 404"));

        assertThat(last()).isInstanceOf(Disabled.class);
    }

    @Test
    void whatIsNotTheTargetsFaultIsNoFailure() {
        attempts(
                new Reply.Refused(0, "the transform fails"),
                Duration.ofHours(1),
                Duration.ofDays(6));
        attempts(new Reply.Postponed(Duration.ZERO), Duration.ofHours(1), Duration.ofDays(6));

        assertThat(told()).isEmpty();
    }

    @Test
    void oneSuccessInFiveDaysBeginsTheCountAnew() {
        attempts(FAILED, Duration.ofHours(1), Duration.ofDays(4));
        attempt(TAKEN);
        attempts(FAILED, Duration.ofHours(1), Duration.ofDays(4));

        assertThat(last()).isInstanceOf(Failing.class);
    }

    @Test
    void twoFailuresFarApartAreNotFiveDaysOfFailure() {
        attempt(FAILED);
        now = now.plus(Duration.ofDays(5));
        attempt(FAILED);

        assertThat(told()).isEmpty();
    }

    @Test
    void theDaysAreCountedOnByAnotherNotifier() {
        attempts(FAILED, Duration.ofHours(1), Duration.ofDays(4));
        readBack();
        watch = watch();
        attempts(FAILED, Duration.ofHours(1), Duration.ofDays(1));

        attempt(FAILED);

        assertThat(last()).isInstanceOf(Disabled.class);
        assertThat(last().failures().since()).isEqualTo(START);
    }

    @Test
    void anotherNotifiersSuccessIsASuccess() {
        attempts(FAILED, Duration.ofHours(1), Duration.ofDays(4));
        readBack();
        HealthWatch other = watch();
        other.attempted(key, target, now, TAKEN);
        readBack();

        attempts(FAILED, Duration.ofHours(1), Duration.ofDays(4));

        assertThat(last()).isInstanceOf(Failing.class);
    }

    @Test
    void goneIsGoneAtOnceAndToldOnce() {
        attempt(GONE);
        attempt(GONE);
        readBack();
        attempt(GONE);

        assertThat(told())
                .containsExactly(
                        new Disabled(
                                START,
                                "it answered 410 Gone",
                                new Failing(START, START, 410, "answered 410")));
    }

    @Test
    void a410OfARobotIsAFailureLikeOthers() {
        var robot =
                new Target.Wecom(
                        "hook",
                        DeliveryOptions.DEFAULT,
                        rules.vault.seal(RULE, "https://example.com"));

        watch.attempted(key, robot, now, GONE);

        assertThat(told()).isEmpty();
    }

    @Test
    void aLateSuccessDoesNotEnableADisabledTarget() {
        attempt(GONE);
        attempt(TAKEN);

        assertThat(told()).hasSize(1).last().isInstanceOf(Disabled.class);
    }

    @Test
    void aTargetThatWasEnabledBeginsAnew() {
        attempts(FAILED, Duration.ofHours(1), Duration.ofDays(5));
        attempt(FAILED);
        readBack();
        rules.targets.apply(
                new ConsumerRecord<>(
                        Topic.TARGETS.topicName(),
                        0,
                        read,
                        key.toString().getBytes(StandardCharsets.UTF_8),
                        null));

        attempt(FAILED);
        now = now.plusSeconds(61);
        attempt(FAILED);

        assertThat(last()).isEqualTo(new Failing(now.minusSeconds(61), now, 503, "answered 503"));
    }

    @Test
    void aChangeOfTheRuleTakesTheRecordOffAndBeginsAnew() {
        attempt(GONE);
        now = now.plusSeconds(1);
        rules.rule(RULE, target, now);
        assertThat(told()).hasSize(2).last().isNull();

        attempt(FAILED);
        readBack();
        now = now.plusSeconds(61);
        attempt(FAILED);

        assertThat(last()).isInstanceOf(Failing.class);
    }

    @Test
    void anAttemptThatBeganBeforeTheRuleWasChangedSaysNothing() {
        rules.rule(RULE, target, now.plusSeconds(1));

        attempt(GONE);

        assertThat(told()).isEmpty();
    }

    @Test
    void aDeletedRuleLeavesNoRecord() {
        attempt(GONE);
        readBack();

        rules.delete(key);
        attempt(GONE);

        assertThat(told()).hasSize(2).last().isNull();
    }

    @Test
    void aTargetThatThrottlesWithoutEndFailsToo() {
        var throttled = new Reply.Throttled(429, "answered 429", Duration.ofMinutes(1));
        attempts(throttled, Duration.ofHours(1), Duration.ofDays(5));
        attempt(throttled);

        assertThat(last()).isInstanceOf(Disabled.class);
    }

    @Test
    void partitionsThatGoTakeWhatTheTopicWasNotToldOfWithThem() {
        attempt(FAILED);
        watch.forgetUntold();
        now = now.plusSeconds(61);
        attempt(FAILED);

        assertThat(told()).isEmpty();
    }

    @Test
    void whatNoLongerHoldsIsTakenOffAtTheStart() {
        var others = new TestRules(folder, Map.of());
        others.targets.apply(
                new ConsumerRecord<>(
                        Topic.TARGETS.topicName(),
                        0,
                        0,
                        key.toString().getBytes(StandardCharsets.UTF_8),
                        new Disabled(
                                        START,
                                        "it answered 410 Gone",
                                        new Failing(START, START, 410, "answered 410"))
                                .toBytes()));

        HealthWatch.of(others.rules, others.targets, Duration.ofDays(5), () -> now, ledger);

        assertThat(told()).hasSize(1).last().isNull();
    }
}
