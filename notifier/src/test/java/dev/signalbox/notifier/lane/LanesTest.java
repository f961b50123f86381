package dev.signalbox.notifier.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.contract.delivery.Attempt;
import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.ReceivedDelivery;
import dev.signalbox.contract.health.Destination;
import dev.signalbox.contract.rule.RetryPolicy;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.lane.LaneState.Standing;
import dev.signalbox.notifier.task.DeliveryTask;
import dev.signalbox.notifier.task.OffsetTracker;
import dev.signalbox.notifier.task.RecentDeliveries;
import dev.signalbox.notifier.testkit.EngineKit;
import dev.signalbox.notifier.testkit.TestRules;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Time stands still where the test does not move it.
class LanesTest {
    @TempDir Path folder;
    private TestRules rules;
    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-11-21T05:00:00Z"));
    private final ConcurrentLinkedQueue<String> sent = new ConcurrentLinkedQueue<>();
    private final OffsetTracker tracker = new OffsetTracker();
    private final RecentDeliveries recent = new RecentDeliveries(100);
    private volatile CountDownLatch release = new CountDownLatch(0);
    private volatile Reply reply = new Reply.Taken(200);
    private Lanes lanes;
    private long offset;

    @BeforeEach
    void open() {
        rules = new TestRules(folder, Map.of());
        lanes = lanes(16 << 20);
    }

    private Lanes lanes(long maxBytes) {
        return new Lanes(
                100,
                1_000,
                maxBytes,
                now::get,
                new Random(1),
                Thread.ofVirtual().factory(),
                (task, others, probe) -> deliver(task),
                task -> {});
    }

    private Reply deliver(DeliveryTask task) {
        sent.add(task.delivery().event().id());
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return reply;
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    private DeliveryTask task(String id, TargetKey target, boolean returned) {
        return task(id, target, returned, null);
    }

    private DeliveryTask task(
            String id, TargetKey target, boolean returned, @Nullable String robot) {
        Delivery delivery = TestRules.delivery(id, target);
        if (returned) {
            delivery = delivery.failed(new Attempt(1, TestRules.ACCEPTED, 500, "answered 500"));
        }
        Rule rule = Objects.requireNonNull(rules.rules.rule(target.ruleKey()));
        var arrival = new ReceivedDelivery(delivery, id, 0, 0);
        return new DeliveryTask(
                arrival,
                new Destination.Here(Objects.requireNonNull(rule.target(target.target()))),
                0,
                robot,
                tracker.open(EngineKit.P0, offset++),
                recent.remember(arrival));
    }

    private void add(String id, TargetKey target) {
        lanes.add(task(id, target, false));
    }

    private void turn() {
        lanes.tick();
        assertThat(lanes.shed()).isEmpty();
    }

    @Test
    void whatHasBeenHereBeforeGoesFirstWhenTheGateOpens() {
        TargetKey target = rules.rule("r", 1, RetryPolicy.BACKOFF_RETRY);
        add("first", target);
        await().until(() -> lanes.states().isEmpty());
        pass(Duration.ofMillis(59_500));
        lanes.add(task("fresh", target, false));
        lanes.add(task("returned", target, true));
        turn();
        assertThat(sent).containsExactly("first");
        assertThat(lanes.patience(Duration.ofSeconds(5))).isEqualTo(Duration.ofMillis(500));

        pass(Duration.ofMillis(500));
        lanes.tick();

        await().until(() -> sent.size() == 2);
        assertThat(sent).containsExactly("first", "returned");
        assertThat(lanes.shed())
                .extracting(task -> task.delivery().event().id())
                .containsExactly("fresh");
    }

    @Test
    void nothingIsLeftBehindThatEndsWhileOthersHaveTheLock() throws InterruptedException {
        int deliveries = 20_000;
        var targets = new ArrayList<TargetKey>();
        for (int i = 0; i < 5; i++) {
            targets.add(rules.rule("r-" + i, 0, RetryPolicy.BACKOFF_RETRY));
        }
        var over = new AtomicBoolean();
        Thread other =
                Thread.ofPlatform()
                        .start(() -> {
                            while (!over.get()) {
                                lanes.states();
                            }
                        });
        try {
            for (int i = 0; i < deliveries; i++) {
                TargetKey target = targets.get(i % targets.size());
                awaitRoom(target);
                add("e-" + i, target);
            }
        } finally {
            over.set(true);
            other.join();
        }

        await().until(() -> lanes.states().isEmpty());
        assertThat(sent).hasSize(deliveries);
    }

    private void awaitRoom(TargetKey target) {
        long patience = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (lanes.capacity(target, null, Turn.FRESH) != Capacity.NOW) {
            assertThat(patience).as("patience for room").isGreaterThan(System.nanoTime());
            Thread.onSpinWait();
        }
    }

    @Test
    void whatWaitsWhenTheGateClosesIsPutOffAtOnce() {
        TargetKey target = rules.rule("r", "http://127.0.0.1:1/", null, true, 1);
        reply = new Reply.Throttled(429, "answered 429", Duration.ofMinutes(5));
        for (int i = 0; i < 10; i++) {
            add("e-" + i, target);
        }
        await().until(() -> lanes.count(Standing.THROTTLED) == 1);
        pass(Duration.ofMillis(60));
        List<DeliveryTask> shed = lanes.shed();

        assertThat(sent).hasSize(1);
        assertThat(shed).hasSize(9);
        Deferral deferral = lanes.deferral(shed.getFirst());
        assertThat(deferral.why()).isEqualTo(Deferral.Why.THROTTLED);
        assertThat(deferral.due()).isEqualTo(now.get().minusMillis(60).plusSeconds(300));
        assertThat(lanes.capacity(target, null, Turn.RETURNED)).isEqualTo(Capacity.NOT_NOW);
        assertThat(lanes.states())
                .singleElement()
                .satisfies(state -> {
                    assertThat(state.target()).isEqualTo(target);
                    assertThat(state.until()).isEqualTo(deferral.due());
                    assertThat(state.queued()).isZero();
                });
    }

    @Test
    void idleLanesAreForgottenWhenTheirRateHasNothingToRemember() {
        TargetKey limited = rules.rule("limited", 60, RetryPolicy.BACKOFF_RETRY);
        TargetKey free = rules.rule("free", "http://127.0.0.1:1/");
        turn();
        pass(Duration.ofSeconds(30));
        add("e-1", limited);
        add("e-2", free);
        await().until(() -> lanes.states().isEmpty());
        assertThat(lanes.count(Standing.OPEN)).isEqualTo(2);

        pass(Duration.ofSeconds(45));
        turn();
        assertThat(lanes.count(Standing.OPEN)).isEqualTo(1);

        pass(Duration.ofSeconds(61));
        turn();
        assertThat(lanes.count(Standing.OPEN)).isZero();
    }

    @Test
    void whatIsQueuedIsSeenWithTheOldestThatWasNeverTried() {
        TargetKey target = rules.rule("r", 60, RetryPolicy.BACKOFF_RETRY);
        for (int i = 0; i < 60; i++) {
            add("first-" + i, target);
        }
        await().until(() -> lanes.states().isEmpty());
        pass(Duration.ofMillis(59_500));
        lanes.add(task("returned", target, true));
        assertThat(lanes.states().getFirst().oldest()).isNull();

        add("fresh", target);

        LaneState state = lanes.states().getFirst();
        assertThat(state.queued()).isEqualTo(2);
        assertThat(state.oldest()).isEqualTo(TestRules.ACCEPTED);
        assertThat(state.standing()).isEqualTo(Standing.OPEN);
        assertThat(state.until()).isNull();
    }

    @Test
    void whatALaneWithARateCannotTakeForItHangsWaitsForASecondAtLeast() {
        TargetKey target = rules.rule("r", 60_000, RetryPolicy.BACKOFF_RETRY);
        release = new CountDownLatch(1);
        int added = 0;
        while (lanes.capacity(target, null, Turn.FRESH) == Capacity.NOW) {
            add("e-" + added++, target);
        }
        assertThat(added).isBetween(100, 1_000);
        assertThat(lanes.capacity(target, null, Turn.FRESH)).isEqualTo(Capacity.NOT_NOW);

        Deferral deferral = lanes.deferral(task("over", target, false));

        assertThat(deferral.why()).isEqualTo(Deferral.Why.FULL);
        assertThat(deferral.due()).isAfterOrEqualTo(now.get().plusSeconds(1));
        release.countDown();
    }

    @Test
    void aLaneThatHangsLeavesTheOthersHalfOfTheBytes() {
        long each = task("one", rules.rule("any", "http://127.0.0.1:1/"), false).bytes();
        lanes = lanes(20 * each);
        TargetKey hanging = rules.rule("hanging", "http://127.0.0.1:1/");
        TargetKey healthy = rules.rule("healthy", "http://127.0.0.1:1/");
        release = new CountDownLatch(1);
        int added = 0;
        while (lanes.capacity(hanging, null, Turn.FRESH) == Capacity.NOW) {
            add("e-" + added++, hanging);
        }
        assertThat(added).isEqualTo(7);
        pass(Duration.ofMillis(250));
        assertThat(lanes.capacity(hanging, null, Turn.FRESH)).isEqualTo(Capacity.NOT_NOW);
        assertThat(lanes.capacity(healthy, null, Turn.FRESH)).isEqualTo(Capacity.NOW);

        release.countDown();

        await().until(() -> lanes.states().isEmpty());
        assertThat(lanes.capacity(hanging, null, Turn.FRESH)).isEqualTo(Capacity.NOW);
    }

    @Test
    void theLowestRateOfARobotsRulesHoldsUntilThatRuleHasBeenSilentForAnHour() {
        TargetKey slow = rules.rule("slow", 1, RetryPolicy.BACKOFF_RETRY);
        TargetKey quick = rules.rule("quick", 20, RetryPolicy.BACKOFF_RETRY);
        lanes.add(task("e-1", slow, false, "robot"));
        await().until(() -> lanes.states().isEmpty());
        assertThat(lanes.capacity(quick, "robot", Turn.FRESH)).isEqualTo(Capacity.NOT_NOW);

        pass(Duration.ofMinutes(61));
        for (int i = 2; i < 22; i++) {
            assertThat(lanes.capacity(quick, "robot", Turn.FRESH)).isEqualTo(Capacity.NOW);
            lanes.add(task("e-" + i, quick, false, "robot"));
        }
        await().until(() -> sent.size() == 1 + 15);
        assertThat(lanes.states().getFirst().queued()).isEqualTo(5);
    }
}
