package dev.signalbox.notifier.engine;

import static dev.signalbox.notifier.testkit.EngineKit.P0;
import static dev.signalbox.notifier.testkit.EngineKit.P1;
import static dev.signalbox.notifier.testkit.TestRules.delivery;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.testkit.EngineKit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.junit.jupiter.api.Test;

class DeliveryEnginePartitionsTest extends DeliveryEngineFixture {
    @Test
    void aHungTargetDoesNotDelayItsNeighbourInTheSamePartition() {
        var release = new CountDownLatch(1);
        var sent = new ConcurrentLinkedQueue<String>();
        try (var kit =
                new EngineKit(
                        rules,
                        taking(delivery -> {
                            if (delivery.target().rule().equals("hung")) {
                                awaitQuietly(release);
                            }
                            sent.add(delivery.event().id());
                        }),
                        true)) {
            TargetKey hung = rules.rule("hung", "http://127.0.0.1:1/", null, true, 2);
            TargetKey healthy = rules.rule("healthy", "http://127.0.0.1:1/");
            for (int i = 0; i < 1_500; i++) {
                kit.add(delivery("hung-" + i, hung));
            }
            kit.add(delivery("healthy", healthy));

            await().atMost(Duration.ofSeconds(5)).until(() -> sent.contains("healthy"));

            assertThat(kit.metric("deferred")).isPositive();
            assertThat(kit.outcomes()).hasSize(1);
            assertThat(kit.written(Topic.RETRIES))
                    .allSatisfy(item -> {
                        assertThat(
                                        EventHeaders.number(
                                                item.headers(), DeliveryRecords.DEFERRALS, 0))
                                .isEqualTo(1);
                        assertThat(item.headers().lastHeader(DeliveryRecords.ATTEMPTS)).isNull();
                    });
            assertThat(kit.committed(P0)).isZero();
            release.countDown();
        }
    }

    @Test
    void whereOthersAreItLeavesTheGroupWithWhatIsDoneCommitted() {
        var sent = new CountDownLatch(1);
        EngineKit.Unhurried consumer;
        try (var kit = new EngineKit(rules, taking(delivery -> sent.countDown()), true)) {
            consumer = kit.consumer;
            kit.others = true;
            kit.add(delivery("e-1", rules.rule("r", "http://127.0.0.1:1/")));
            awaitQuietly(sent);
        }

        assertThat(consumer.left).isTrue();
        assertThat(consumer.committedAtLast(P0)).isEqualTo(1);
    }

    @Test
    void aloneItStaysInTheGroupForItsNextStart() {
        EngineKit.Unhurried consumer;
        try (var kit = new EngineKit(rules, taking(delivery -> {}), true)) {
            consumer = kit.consumer;
            await().until(kit::ready);
        }

        assertThat(consumer.left).isFalse();
    }

    @Test
    void aPartitionWhoseTakeOverFailedIsTakenOverAnew() {
        var sent = new ConcurrentLinkedQueue<String>();
        try (var kit =
                new EngineKit(rules, taking(delivery -> sent.add(delivery.event().id())), true)) {
            TargetKey target = rules.rule("r", "http://127.0.0.1:1/");
            kit.assign(List.of(P1));
            await().until(() -> kit.consumer.assignment().equals(Set.of(P1)));
            kit.consumer.forgetful = true;
            kit.assign(List.of(P0, P1));
            kit.add(delivery("e-1", target));
            await().until(() -> kit.consumer.assignment().isEmpty());
            assertThat(sent).isEmpty();

            kit.consumer.forgetful = false;
            kit.assign(List.of(P0));
            kit.addAt(
                    P0,
                    0,
                    DeliveryRecords.key(delivery("e-1", target)),
                    delivery("e-1", target).body(),
                    DeliveryRecords.headers(delivery("e-1", target)));

            await().until(() -> sent.contains("e-1"));
        }
    }

    @Test
    void aFastTargetWithMuchToTakeIsWaitedForAndNothingIsPutOff() {
        var sent = new AtomicInteger();
        try (var kit = new EngineKit(rules, taking(_ -> sent.incrementAndGet()), true)) {
            TargetKey target = rules.rule("r", "http://127.0.0.1:1/");
            for (int i = 0; i < 5_000; i++) {
                kit.add(delivery("e-" + i, target));
            }

            await().atMost(Duration.ofSeconds(20)).until(() -> kit.committed(P0) == 5_000);

            assertThat(sent).hasValue(5_000);
            assertThat(kit.metric("deferred")).isZero();
        }
    }

    @Test
    void aLaneKeepsItsTargetsConcurrency() {
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        try (var kit =
                new EngineKit(
                        rules,
                        taking(_ -> {
                            most.accumulateAndGet(now.incrementAndGet(), Math::max);
                            LockSupport.parkNanos(100_000);
                            now.decrementAndGet();
                        }),
                        true)) {
            TargetKey target = rules.rule("r", "http://127.0.0.1:1/", null, true, 3);
            for (int i = 0; i < 300; i++) {
                kit.add(delivery("e-" + i, target));
            }

            await().until(() -> kit.committed(P0) == 300);

            assertThat(most.get()).isBetween(1, 3);
        }
    }

    @Test
    void whatWasDoneBeyondASlowDeliveryIsNotSentAgainByTheNextOwner() {
        Set<String> sent = ConcurrentHashMap.newKeySet();
        try (var kit =
                new EngineKit(rules, taking(delivery -> sent.add(delivery.event().id())), true)) {
            kit.assign(List.of(P1));
            kit.consumer.schedulePollTask(
                    () -> kit.consumer.commitSync(Map.of(P0, new OffsetAndMetadata(0, "BC"))));
            kit.assign(List.of(P0, P1));
            TargetKey target = rules.rule("r", "http://127.0.0.1:1/");
            for (int i = 0; i < 4; i++) {
                kit.add(delivery("e-" + i, target));
            }

            await().until(() -> kit.committed(P0) == 4);

            assertThat(sent).containsExactlyInAnyOrder("e-0", "e-3");
        }
    }

    @Test
    void whatIsWrittenAfterKafkaLostWhatWasCommittedIsSent() {
        Set<String> sent = ConcurrentHashMap.newKeySet();
        try (var kit =
                new EngineKit(rules, taking(delivery -> sent.add(delivery.event().id())), true)) {
            kit.assign(List.of(P1));
            kit.consumer.schedulePollTask(
                    () -> kit.consumer.commitSync(Map.of(P0, new OffsetAndMetadata(10, "BC"))));
            kit.consumer.schedulePollTask(() -> kit.consumer.end = 2);
            kit.assign(List.of(P0, P1));
            TargetKey target = rules.rule("r", "http://127.0.0.1:1/");
            for (int i = 0; i < 4; i++) {
                kit.add(delivery("e-" + i, target));
            }

            await().until(() -> kit.committed(P0) == 4);

            assertThat(sent).containsExactlyInAnyOrder("e-2", "e-3");
        }
    }

    @Test
    void aRevokedPartitionIsLeftToItsNextOwner() {
        var release = new CountDownLatch(1);
        var sent = new ConcurrentLinkedQueue<String>();
        try (var kit =
                new EngineKit(
                        rules,
                        taking(delivery -> {
                            sent.add(delivery.event().id());
                            awaitQuietly(release);
                        }),
                        true)) {
            TargetKey target = rules.rule("r", "http://127.0.0.1:1/", null, true, 1);
            for (int i = 0; i < 10; i++) {
                kit.add(delivery("e-" + i, target));
            }
            await().until(() -> kit.metric("received") == 10);

            kit.assign(List.of(EngineKit.P1));
            await().until(() -> kit.metric("dropped") == 9);
            release.countDown();
            await().until(() -> kit.metric("in_flight") == 0);

            assertThat(sent).containsExactly("e-0");
            assertThat(kit.outcomes()).hasSize(1);
        }
    }

    @Test
    void anEngineThatIsFencedLeavesTheGroupAloneUntilItsNameIsFree() {
        var sent = new CopyOnWriteArrayList<String>();
        try (var kit =
                new EngineKit(rules, taking(delivery -> sent.add(delivery.event().id())), true)) {
            TargetKey target = rules.rule("r", "http://127.0.0.1:1/");
            kit.add(delivery("e-1", target));
            await().until(() -> kit.metric("delivered") == 1);

            var fenced = kit.consumer;
            fenced.schedulePollTask(
                    () -> fenced.setPollException(new FencedInstanceIdException("another's")));
            awaitQuietly(kit.fenced);
            assertThat(fenced.closed()).isTrue();

            kit.free.countDown();
            await().until(() -> !kit.consumer.subscription().isEmpty());
            kit.add(delivery("e-2", target));
            await().until(() -> kit.metric("delivered") == 2);
            assertThat(sent).containsExactly("e-1", "e-2");
        }
    }

    @Test
    void aClosedEngineHasCommittedWhatItDelivered() {
        var kit = new EngineKit(rules, (delivery, target, attempt) -> new Reply.Taken(200), true);
        TargetKey target = rules.rule("r", "http://127.0.0.1:1/");
        for (int i = 0; i < 100; i++) {
            kit.add(delivery("e-" + i, target));
        }
        await().until(() -> kit.metric("delivered") == 100);

        kit.close();

        assertThat(kit.consumer.closed()).isTrue();
        assertThat(kit.ready()).isFalse();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
