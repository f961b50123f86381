package dev.signalbox.notifier.engine;

import static dev.signalbox.notifier.testkit.TestRules.delivery;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.contract.delivery.Attempt;
import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.rule.RetryPolicy;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.channel.Sender;
import dev.signalbox.notifier.lane.LaneState;
import dev.signalbox.notifier.lane.LaneState.Standing;
import dev.signalbox.notifier.testkit.EngineKit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Lanes that hold back: for a rate, for a target that is sent too much, for one that is down. Time
/// stands still where the test does not move it.
class HeldLanesTest extends FrozenClockEngine {
    private static Instant until(EngineKit kit) {
        return Objects.requireNonNull(kit.lanes().getFirst().until());
    }

    @Test
    void whatIsOverTheRateComesWhenItIsItsTurnWithoutAnAttempt() {
        TargetKey target = rules.rule("r", 60, RetryPolicy.BACKOFF_RETRY);
        try (var kit = kit((delivery, to, attempt) -> take(delivery))) {
            add(kit, target, 0, 100);

            var retries = retries(kit, 40);
            await().until(() -> sent.size() == 60);
            assertThat(dues(retries))
                    .isEqualTo(LongStream.range(60, 100).mapToObj(Duration::ofSeconds).toList());
            assertThat(retries).allSatisfy(item -> assertThat(attempts(item)).isZero());
            assertThat(
                            retries.stream()
                                    .map(item ->
                                            EventHeaders.number(
                                                    item.headers(), DeliveryRecords.DEFERRALS, 0)))
                    .containsOnly(1L);
            assertThat(kit.outcomes()).allMatch(Outcome.Delivered.class::isInstance);

            pass(Duration.ofSeconds(60));
            add(kit, target, 100, 101);
            kit.addDue(retries.getFirst());

            await().until(() -> sent.size() == 61);
            assertThat(sent).contains("e-60").doesNotContain("e-100");
            assertThat(dues(retries(kit, 41)).getLast()).isEqualTo(Duration.ofSeconds(100));
        }
    }

    @Test
    void whatCanBeginWithinASecondWaitsForItInTheLane() {
        TargetKey target = rules.rule("r", 600, RetryPolicy.BACKOFF_RETRY);
        try (var kit = kit((delivery, to, attempt) -> take(delivery))) {
            add(kit, target, 0, 10);
            await().until(() -> sent.size() == 10);
            pass(Duration.ofMillis(300));
            add(kit, target, 10, 15);
            await().until(() -> kit.metric("received") == 15);
            assertThat(sent).hasSize(10);

            pass(Duration.ofMillis(700));

            await().until(() -> sent.size() == 15);
            assertThat(kit.written(Topic.RETRIES)).isEmpty();
        }
    }

    @Test
    void aLaneWithARateAndMuchToTakeDoesNotHoldItsPartition() {
        TargetKey limited = rules.rule("limited", 36_000, RetryPolicy.BACKOFF_RETRY);
        TargetKey healthy = rules.rule("healthy", "http://127.0.0.1:1/");
        try (var kit = kit((delivery, to, attempt) -> take(delivery))) {
            add(kit, limited, 0, 3_000);
            kit.add(delivery("healthy", healthy));

            await().until(() -> sent.contains("healthy"));
            await().until(() -> kit.metric("delivered") + kit.metric("deferred") == 3_001);
            assertThat(sent).hasSizeLessThanOrEqualTo(601);
        }
    }

    @Test
    void aTargetThatIsSentTooMuchIsLeftAloneByAllAndItsNeighbourIsNot() {
        TargetKey busy = rules.rule("busy", "http://127.0.0.1:1/", null, true, 1);
        TargetKey healthy = rules.rule("healthy", "http://127.0.0.1:1/");
        Sender sender =
                (delivery, to, attempt) ->
                        delivery.target().equals(busy)
                                        && now.get().isBefore(START.plusSeconds(3_600))
                                ? throttled()
                                : take(delivery);
        try (var kit = kit(sender)) {
            add(kit, busy, 0, 10);
            await().until(() -> !kit.written(Topic.RETRIES).isEmpty());
            pass(Duration.ofMillis(50));
            var retries = retries(kit, 10);
            add(kit, healthy, 10, 20);

            await().until(() -> sent.size() == 11);
            assertThat(sent).filteredOn(id -> id.equals("throttled")).hasSize(1);
            assertThat(retries).extracting(HeldLanesTest::attempts).containsOnlyOnce(1);
            assertThat(dues(retries.subList(1, 10)))
                    .allMatch(due -> due.compareTo(Duration.ofHours(1)) >= 0)
                    .doesNotHaveDuplicates();
            assertThat(kit.metric("deferred")).isEqualTo(9);
            assertThat(kit.metric("lanes")).isEqualTo(1);

            pass(Duration.ofHours(1));
            kit.addDue(retries.getFirst());
            await().until(() -> sent.size() == 12);
            await().until(() -> kit.lanes().isEmpty());
        }
    }

    private Reply throttled() {
        sent.add("throttled");
        return new Reply.Throttled(429, "answered 429", Duration.ofHours(1));
    }

    @Test
    void aTargetThatIsDownIsProbedAndWhatWaitsKeepsItsAttempts() {
        TargetKey target = rules.rule("r", "http://127.0.0.1:1/");
        var up = new AtomicReference<>(false);
        Sender sender =
                (delivery, to, attempt) -> {
                    if (up.get()) {
                        return take(delivery);
                    }
                    sent.add("failed");
                    return new Reply.Failed(500, "answered 500", Duration.ZERO);
                };
        try (var kit = kit(sender)) {
            add(kit, target, 0, 10);
            retries(kit, 10);
            pass(Duration.ofSeconds(11));
            add(kit, target, 10, 20);
            retries(kit, 20);
            LaneState state = kit.lanes().getFirst();
            assertThat(state.standing()).isEqualTo(Standing.FAILING);
            assertThat(state.target()).isEqualTo(target);

            kit.addDue(kit.written(Topic.RETRIES).getFirst());
            add(kit, target, 20, 30);
            var retries = retries(kit, 31);
            assertThat(sent).hasSize(20);
            assertThat(retries.subList(20, 31))
                    .extracting(HeldLanesTest::attempts)
                    .containsExactly(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
            assertThat(dues(retries.subList(20, 31)))
                    .allMatch(due -> due.compareTo(Duration.ofSeconds(15)) >= 0)
                    .doesNotHaveDuplicates();

            Instant probe = until(kit);
            now.set(probe);
            kit.addDue(retries.get(20));
            retries(kit, 32);
            await().until(() -> sent.size() == 21);
            assertThat(until(kit)).isAfter(probe.plusSeconds(7));

            up.set(true);
            now.set(until(kit));
            kit.addDue(retries.get(21));
            await().until(() -> kit.lanes().isEmpty());
            add(kit, target, 30, 40);
            await().until(() -> sent.size() == 32);
        }
    }

    @Test
    void aTargetThatIsEnabledIsSentToAtOnceAndNotOnlyAfterTheProbe() {
        TargetKey target = rules.rule("r", "http://127.0.0.1:1/");
        enabled(target, null);
    }

    @Test
    void aRobotIsToldAtOnceWhenOneOfItsTargetsIsEnabled() {
        TargetKey target = rules.rule("r", "http://127.0.0.1:1/");
        enabled(target, "robot");
    }

    private void enabled(TargetKey target, @Nullable String robot) {
        var up = new AtomicBoolean();
        try (var kit = kit(new Telling(robot, up::get))) {
            add(kit, target, 0, 10);
            retries(kit, 10);
            pass(Duration.ofSeconds(11));
            add(kit, target, 10, 20);
            retries(kit, 20);
            add(kit, target, 20, 21);
            retries(kit, 21);
            assertThat(kit.lanes().getFirst().standing()).isEqualTo(Standing.FAILING);

            up.set(true);
            rules.targets.apply(
                    new ConsumerRecord<>(
                            Topic.TARGETS.topicName(),
                            0,
                            0,
                            DeliveryRecords.key(delivery("e-1", target)),
                            null));
            add(kit, target, 21, 26);

            await().until(() -> sent.size() == 20 + 5);
            assertThat(kit.written(Topic.RETRIES)).hasSize(21);
            await().until(() -> kit.lanes().isEmpty());
        }
    }

    /// Tells a robot, or none, and fails until it is up.
    private final class Telling implements Sender {
        private final @Nullable String robot;
        private final BooleanSupplier up;

        Telling(@Nullable String robot, BooleanSupplier up) {
            this.robot = robot;
            this.up = up;
        }

        @Override
        public Reply send(Delivery delivery, Target to, int attempt) {
            if (up.getAsBoolean()) {
                return take(delivery);
            }
            sent.add("failed");
            return new Reply.Failed(500, "answered 500", Duration.ZERO);
        }

        @Override
        public @Nullable String robot(TargetKey key, Target to) {
            return robot;
        }
    }

    @Test
    void whatWasPutOffForADayIsDeadWithItsAttemptsAndTheReason() {
        TargetKey target = rules.rule("r", "http://127.0.0.1:1/");
        Sender failing =
                (delivery, to, attempt) -> {
                    sent.add("failed");
                    return new Reply.Failed(0, "no connection", Duration.ZERO);
                };
        Delivery waits =
                delivery("waits", target).failed(new Attempt(1, START, 0, "no connection"));
        try (var kit = kit(failing)) {
            add(kit, target, 0, 10);
            retries(kit, 10);
            pass(Duration.ofSeconds(11));
            add(kit, target, 10, 20);
            retries(kit, 20);

            long since = now.get().minus(Duration.ofHours(24)).toEpochMilli();
            kit.add(
                    EngineKit.P0,
                    waits,
                    DeliveryRecords.headersForRetry(waits, START, 5, since + 1_000));
            var retry = retries(kit, 21).getLast();
            assertThat(dues(List.of(retry))).containsExactly(Duration.ofSeconds(12));
            assertThat(EventHeaders.number(retry.headers(), DeliveryRecords.PUT_OFF_SINCE, 0))
                    .isEqualTo(since + 1_000);
            kit.add(EngineKit.P0, waits, DeliveryRecords.headersForRetry(waits, START, 6, since));

            await().until(() -> !kit.written(Topic.DEAD_LETTERS).isEmpty());
            assertThat(sent).hasSize(20);
            var letter = kit.written(Topic.DEAD_LETTERS).getFirst();
            assertThat(
                            DeliveryRecords.read(letter.key(), letter.value(), letter.headers())
                                    .delivery()
                                    .attempts())
                    .extracting(Attempt::reason)
                    .containsExactly(
                            "no connection",
                            "put off for 24h: the target has not answered since"
                                    + " 2026-11-21T05:00:00Z; last: no connection");
        }
    }
}
