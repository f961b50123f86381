package dev.signalbox.notifier.engine;

import static dev.signalbox.notifier.testkit.TestRules.delivery;
import static dev.signalbox.notifier.testkit.TestRules.replayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.replay.Only;
import dev.signalbox.contract.replay.PinnedRule;
import dev.signalbox.contract.replay.Replay;
import dev.signalbox.contract.replay.ReplayOrder;
import dev.signalbox.contract.replay.ReplayPlan;
import dev.signalbox.contract.replay.ReplayRecords;
import dev.signalbox.contract.replay.ReplayState;
import dev.signalbox.contract.replay.Speed;
import dev.signalbox.contract.rule.RetryPolicy;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.channel.Sender;
import dev.signalbox.notifier.lane.LaneState.Standing;
import dev.signalbox.notifier.testkit.EngineKit;
import dev.signalbox.notifier.testkit.TestRules;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/// Deliveries of replays beside live ones.
class ReplayedDeliveriesTest extends FrozenClockEngine {
    private static final String REPLAY = "rpl_AAAAAAAAAAAAAAAAAAAAAA";

    private static final ReplayPlan PLAN =
            new ReplayPlan(1, 1, 1, List.of(), BigDecimal.ZERO, Duration.ZERO, true, List.of());

    private static void becomes(EngineKit kit, ReplayState state) throws Exception {
        var order =
                new ReplayOrder(
                        "default",
                        Instant.EPOCH,
                        START,
                        List.of(new PinnedRule("r", 1, Pattern.parse(Json.MAPPER.readTree("{}")))),
                        null,
                        Set.of(),
                        Only.ALL,
                        new Speed.Max(),
                        "",
                        Map.of(),
                        false);
        var replay =
                new Replay(TestRules.ACCOUNT, REPLAY, order, PLAN, state, "", START, "", START, 1);
        kit.replays.apply(
                new ConsumerRecord<>(
                        Topic.REPLAYS.topicName(),
                        0,
                        0,
                        ReplayRecords.key(replay.key().toString()),
                        ReplayRecords.write(replay)));
    }

    @Test
    void aDeliveryOfAReplayIsMadeAndItsOutcomeNamesTheReplay() {
        TargetKey target = rules.rule("r", "http://127.0.0.1:1/");
        try (var kit = kit((delivery, to, attempt) -> take(delivery))) {
            kit.addReplayed(replayed("e", target, REPLAY));

            await().until(() -> kit.outcomes().size() == 1);
            assertThat(kit.outcomes().getFirst().facts().replay()).isEqualTo(REPLAY);
            assertThat(kit.outcomes().getFirst().facts().revision()).isEqualTo(3);
            pass(Duration.ofMillis(50));
            await().until(() -> kit.committed(EngineKit.R0) == 1);
        }
    }

    @Test
    void theAgeOfALiveDeliveryAloneIsMeasured() {
        TargetKey target = rules.rule("r", "http://127.0.0.1:1/");
        try (var kit = kit((delivery, to, attempt) -> take(delivery))) {
            kit.addReplayed(replayed("old", target, REPLAY));
            await().until(() -> kit.metric("delivered") == 1);
            assertThat(count(kit, "age_seconds")).isZero();
            assertThat(count(kit, "first_attempt_seconds")).isZero();
            assertThat(count(kit, "attempt_seconds")).isEqualTo(1);

            kit.add(delivery("new", target));
            await().until(() -> kit.metric("delivered") == 2);
            assertThat(count(kit, "age_seconds")).isEqualTo(1);
            assertThat(count(kit, "first_attempt_seconds")).isEqualTo(1);
            assertThat(count(kit, "attempt_seconds")).isEqualTo(2);
            assertThat(kit.metric("attempts")).isEqualTo(2);
        }
    }

    private static long count(EngineKit kit, String histogram) {
        return kit.metrics.scrape(("signalbox_notifier_" + histogram)::equals).stream()
                .flatMap(found -> found.getDataPoints().stream())
                .mapToLong(
                        point -> ((HistogramSnapshot.HistogramDataPointSnapshot) point).getCount())
                .sum();
    }

    @Test
    void whileItsReplayIsPausedADeliveryWaitsAndThenIsMade() throws Exception {
        TargetKey target = rules.rule("r", "http://127.0.0.1:1/");
        try (var kit = kit((delivery, to, attempt) -> take(delivery))) {
            becomes(kit, ReplayState.PAUSED);
            kit.addReplayed(replayed("e", target, REPLAY));
            var first = retries(kit, 1).getFirst();
            kit.addDue(first);
            var second = retries(kit, 2).getLast();

            assertThat(sent).isEmpty();
            assertThat(attempts(second)).isZero();
            assertThat(dues(List.of(first, second)))
                    .containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(10));
            becomes(kit, ReplayState.RUNNING);
            kit.addDue(second);
            await().until(() -> sent.contains("e"));
        }
    }

    @Test
    void whatACancelledReplaySentEndsWithoutACallAndWithoutADeadLetter() throws Exception {
        TargetKey target = rules.rule("r", "http://127.0.0.1:1/");
        try (var kit = kit((delivery, to, attempt) -> take(delivery))) {
            becomes(kit, ReplayState.CANCELLED);
            kit.addReplayed(replayed("e", target, REPLAY));
            kit.add(delivery("live", target));

            await().until(() -> kit.outcomes().size() == 2);
            assertThat(kit.outcomes())
                    .filteredOn(Outcome.Dead.class::isInstance)
                    .singleElement()
                    .satisfies(outcome -> {
                        Outcome.Dead dead = (Outcome.Dead) outcome;
                        assertThat(dead.cancelled()).isTrue();
                        assertThat(dead.reason()).isEqualTo("the replay was cancelled");
                        assertThat(dead.facts().replay()).isEqualTo(REPLAY);
                    });
            assertThat(sent).containsExactly("live");
            assertThat(kit.written(Topic.DEAD_LETTERS)).isEmpty();
            assertThat(kit.metric("cancelled")).isEqualTo(1);
            assertThat(kit.metric("dead")).isZero();
        }
    }

    @Test
    void whatAPersonSendsAgainGoesOutThoughItsReplayWasCancelled() throws Exception {
        TargetKey target = rules.rule("r", "http://127.0.0.1:1/");
        try (var kit = kit((delivery, to, attempt) -> take(delivery))) {
            becomes(kit, ReplayState.CANCELLED);
            kit.add(replayed("e", target, REPLAY).redriven(0));

            await().until(() -> sent.contains("e"));
        }
    }

    @Test
    void aTargetThatIsDownTakesNoAttemptOfAReplayAndItIsNeverGivenUp() {
        TargetKey target = rules.rule("r", "http://127.0.0.1:1/");
        var up = new AtomicBoolean();
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
            assertThat(kit.lanes().getFirst().standing()).isEqualTo(Standing.FAILING);
            int calls = sent.size();

            kit.addReplayed(replayed("e", target, REPLAY));
            var waits = retries(kit, 21).getLast();
            assertThat(sent).hasSize(calls);
            waits.headers()
                    .remove(DeliveryRecords.PUT_OFF_SINCE)
                    .add(DeliveryRecords.PUT_OFF_SINCE, EventHeaders.utf8("1000"));
            kit.addDue(waits);
            var waitedForYears = retries(kit, 22).getLast();
            now.set(Objects.requireNonNull(kit.lanes().getFirst().until()));
            kit.addDue(waitedForYears); // the probe
            var probed = retries(kit, 23).getLast();
            assertThat(sent).hasSize(calls + 1);
            assertThat(attempts(probed)).isZero();
            assertThat(kit.outcomes()).noneMatch(one -> !one.facts().replay().isEmpty());

            up.set(true);
            pass(Duration.ofHours(1));
            kit.addDue(probed);
            await().until(() -> sent.contains("e"));
        }
    }

    @Test
    void aRateIsSharedOutEvenlyToAReplayAndALiveOneGoesNext() {
        TargetKey target = rules.rule("r", 20, RetryPolicy.BACKOFF_RETRY);
        try (var kit = kit((delivery, to, attempt) -> take(delivery))) {
            kit.addReplayed(replayed("r-0", target, REPLAY));
            await().until(() -> sent.contains("r-0"));
            for (int i = 1; i <= 10; i++) {
                kit.addReplayed(replayed("r-" + i, target, REPLAY));
            }
            var waiting = retries(kit, 10);
            assertThat(dues(waiting))
                    .containsExactly(
                            Duration.ofSeconds(3),
                            Duration.ofSeconds(6),
                            Duration.ofSeconds(9),
                            Duration.ofSeconds(12),
                            Duration.ofSeconds(15),
                            Duration.ofSeconds(18),
                            Duration.ofSeconds(21),
                            Duration.ofSeconds(24),
                            Duration.ofSeconds(27),
                            Duration.ofSeconds(30));

            kit.add(delivery("live", target));
            await().until(() -> sent.contains("live"));
            assertThat(sent).containsExactly("r-0", "live");
        }
    }

    @Test
    void ofALanesPlacesAReplayTakesHalfAndLiveOnesHaveTheRest() {
        TargetKey target = rules.rule("r", "http://127.0.0.1:1/"); // 4 at a time
        var release = new CountDownLatch(1);
        Sender sender =
                (delivery, to, attempt) -> {
                    Reply reply = take(delivery);
                    if (delivery.replayed()) {
                        awaitQuietly(release);
                    }
                    return reply;
                };
        try (var kit = kit(sender)) {
            for (int i = 0; i < 10; i++) {
                kit.addReplayed(replayed("r-" + i, target, REPLAY));
            }
            await().until(() -> sent.size() == 2);
            for (int i = 0; i < 10; i++) {
                kit.add(delivery("live-" + i, target));
            }

            await().until(() -> sent.size() == 12);
            assertThat(sent).filteredOn(id -> id.startsWith("live")).hasSize(10);
            release.countDown();
            await().until(() -> sent.size() == 20);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
