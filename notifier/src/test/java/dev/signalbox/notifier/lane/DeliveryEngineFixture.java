package dev.signalbox.notifier.lane;

import static dev.signalbox.notifier.testkit.EngineKit.P0;
import static dev.signalbox.notifier.testkit.EngineKit.P1;
import static dev.signalbox.notifier.testkit.TestRules.delivery;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.contract.delivery.Attempt;
import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.rule.Handling;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.rule.Transform;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.channel.Sender;
import dev.signalbox.notifier.http.HttpCalls;
import dev.signalbox.notifier.http.HttpSender;
import dev.signalbox.notifier.testkit.EngineKit;
import dev.signalbox.notifier.testkit.Receiver;
import dev.signalbox.notifier.testkit.TestRules;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeliveryEngineTest {
    @TempDir Path folder;
    private TestRules rules;
    private HttpCalls calls;
    private HttpSender http;

    @BeforeEach
    void open() {
        rules = new TestRules(folder, Map.of());
        calls = new HttpCalls(rules.settings, InstantSource.system());
        http = new HttpSender(calls, rules.vault, InstantSource.system());
    }

    @AfterEach
    void close() {
        calls.close();
    }

    private Sender sender() {
        return (delivery, target, attempt) -> http.send(delivery, (Target.Http) target, attempt);
    }

    @Test
    void aDeliveryIsPostedAndItsOutcomeWrittenAndThenItsOffsetCommitted() {
        try (var receiver = Receiver.answering(204);
                var kit = new EngineKit(rules, sender(), false)) {
            TargetKey target = rules.rule("r", receiver.url("/hook?token=t"));
            Delivery delivery = delivery("e-1", target);

            kit.add(delivery);

            await().until(() -> kit.outcomes().size() == 1);
            assertThat(receiver.received)
                    .singleElement()
                    .satisfies(post -> {
                        assertThat(post.path()).isEqualTo("/hook?token=t");
                        assertThat(post.body()).isEqualTo("{\"id\":\"e-1\"}");
                        assertThat(post.headers())
                                .containsEntry("webhook-id", delivery.id())
                                .containsEntry("x-signalbox-attempt", "1")
                                .containsEntry("content-type", "application/cloudevents+json")
                                .doesNotContainKeys("webhook-signature", "x-signalbox-replay");
                    });
            assertThat(kit.outcomes().getFirst())
                    .isInstanceOfSatisfying(
                            Outcome.Delivered.class,
                            outcome -> {
                                assertThat(outcome.deliveryId()).isEqualTo(delivery.id());
                                assertThat(outcome.target()).isEqualTo(target);
                                assertThat(outcome.httpStatus()).isEqualTo(204);
                                assertThat(outcome.attempt()).isEqualTo(1);
                            });
            assertThat(kit.committed(P0)).isZero();

            kit.producer.completeNext();

            await().until(() -> kit.committed(P0) == 1);
            assertThat(kit.metric("delivered")).isEqualTo(1);
            assertThat(kit.metric("in_flight")).isZero();
        }
    }

    @Test
    void aFailureThatNobodyForesawIsOvercome() {
        try (var receiver = Receiver.answering(204);
                var kit = new EngineKit(rules, sender(), true)) {
            TargetKey target = rules.rule("r", receiver.url("/"));
            kit.add(delivery("e-1", target));
            await().until(() -> kit.committed(P0) == 1);

            kit.consumer.schedulePollTask(() -> {
                throw new IllegalStateException("nobody foresaw this");
            });
            kit.assign(List.of(P0));
            kit.add(delivery("e-2", target));

            await().until(() -> kit.committed(P0) == 2);
            assertThat(receiver.received).hasSize(2);
            assertThat(kit.ready()).isTrue();
        }
    }

    @Test
    void aFailedAttemptIsScheduledWithItsHistory() {
        try (var receiver = Receiver.answering(503);
                var kit = new EngineKit(rules, sender(), true)) {
            Delivery delivery = delivery("e-1", rules.rule("r", receiver.url("/")));

            kit.add(delivery);

            await().until(() -> kit.committed(P0) == 1);
            assertThat(kit.outcomes().getFirst()).isInstanceOf(Outcome.Retrying.class);
            var retry = kit.written(Topic.RETRIES).getFirst();
            Delivery again = DeliveryRecords.read(retry.key(), retry.value(), retry.headers());
            assertThat(again.id()).isEqualTo(delivery.id());
            assertThat(again.attempts())
                    .singleElement()
                    .satisfies(attempt -> {
                        assertThat(attempt.number()).isEqualTo(1);
                        assertThat(attempt.status()).isEqualTo(503);
                        assertThat(attempt.reason()).isEqualTo("answered 503");
                    });
            assertThat(retry.headers().lastHeader(DeliveryRecords.DUE)).isNotNull();
        }
    }

    @Test
    void whatIsPostponedComesAgainWithoutHavingBeenTried() {
        Duration pause = Duration.ofHours(3);
        try (var kit =
                new EngineKit(
                        rules, (delivery, target, attempt) -> new Reply.Postponed(pause), true)) {
            Delivery delivery = delivery("e-1", rules.rule("r", "http://127.0.0.1:1/"));
            Instant before = Instant.now();

            kit.add(delivery);

            await().until(() -> kit.committed(P0) == 1);
            assertThat(kit.outcomes()).isEmpty();
            var retry = kit.written(Topic.RETRIES).getFirst();
            assertThat(DeliveryRecords.read(retry.key(), retry.value(), retry.headers()))
                    .usingRecursiveComparison()
                    .isEqualTo(delivery);
            assertThat(DeliveryRecords.deferrals(retry.headers())).isEqualTo(1);
            assertThat(EventHeaders.number(retry.headers(), DeliveryRecords.DUE, 0))
                    .isBetween(
                            before.plus(pause).toEpochMilli(),
                            Instant.now().plus(pause).toEpochMilli());
        }
    }

    @Test
    void eachContactHasAnOutcomeOfItsOwn() {
        var texts =
                new Target.Sms("texts", Handling.DEFAULT, List.of("+861", "+862"), "SMS_1", null);
        TargetKey target = rules.rule(new RuleKey(TestRules.ACCOUNT, "default", "texts"), texts);
        Sender oneOfTwo =
                (delivery, to, attempt) ->
                        delivery.contact().equals("+861")
                                ? new Reply.Taken(200)
                                : new Reply.Refused(200, "no such number");
        try (var kit = new EngineKit(rules, oneOfTwo, true)) {
            List<Delivery> deliveries =
                    Stream.of("+861", "+862", "+863", "")
                            .map(contact -> delivery("e-1", target, contact, "t", "{}"))
                            .toList();
            deliveries.forEach(kit::add);

            await().until(() -> kit.committed(P0) == 4);

            assertThat(kit.outcomes())
                    .extracting(outcome ->
                            switch (outcome) {
                                case Outcome.Delivered one -> one.deliveryId() + " taken";
                                case Outcome.Retrying one -> one.deliveryId() + " later";
                                case Outcome.Dead one -> one.deliveryId() + " " + one.reason();
                            })
                    .containsExactlyInAnyOrder(
                            deliveries.get(0).id() + " taken",
                            deliveries.get(1).id() + " no such number",
                            deliveries.get(2).id() + " the contact was taken out of the target",
                            deliveries.get(3).id() + " the target has become one with contacts");
            assertThat(kit.written(Topic.DEAD_LETTERS))
                    .extracting(item -> EventHeaders.text(item.headers(), DeliveryRecords.CONTACT))
                    .containsExactlyInAnyOrder("+862", "+863", null);
        }
    }

    private static Delivery after(Delivery delivery, int failures) {
        Delivery tried = delivery;
        for (int i = 0; i < failures; i++) {
            int number = tried.attempts().size() + 1;
            tried = tried.failed(new Attempt(number, TestRules.ACCEPTED, 500, "answered 500"));
        }
        return tried;
    }

    @Test
    void theFourthFailureIsTheLastAndTheWholeDeliveryGoesToTheDeadLetters() {
        try (var receiver = Receiver.answering(500);
                var kit = new EngineKit(rules, sender(), true)) {
            Delivery third = after(delivery("e-1", rules.rule("r", receiver.url("/"))), 2);
            Delivery fourth = after(third, 1);
            kit.add(third);
            kit.add(fourth);

            await().until(() -> kit.committed(P0) == 2);

            assertThat(kit.outcomes())
                    .extracting(outcome -> outcome.getClass().getSimpleName())
                    .containsExactlyInAnyOrder("Retrying", "Dead");
            var letter = kit.written(Topic.DEAD_LETTERS).getFirst();
            Delivery dead = DeliveryRecords.read(letter.key(), letter.value(), letter.headers());
            assertThat(dead.id()).isEqualTo(fourth.id());
            assertThat(dead.body()).isEqualTo(fourth.body());
            assertThat(dead.attempts()).extracting(Attempt::number).containsExactly(1, 2, 3, 4);
        }
    }

    @Test
    void aTargetWithoutDeadLettersHasNone() {
        try (var receiver = Receiver.answering(404);
                var kit = new EngineKit(rules, sender(), true)) {
            kit.add(delivery("e-1", rules.rule("r", receiver.url("/"), null, false, 1)));

            await().until(() -> kit.committed(P0) == 1);

            assertThat(kit.outcomes().getFirst()).isInstanceOf(Outcome.Dead.class);
            assertThat(kit.written(Topic.DEAD_LETTERS)).isEmpty();
            assertThat(kit.metric("dead")).isEqualTo(1);
        }
    }

    @Test
    void anEventThatCannotBeTransformedIsDeadAtOnce() {
        try (var receiver = Receiver.answering(200);
                var kit = new EngineKit(rules, sender(), true)) {
            var doubled = new Transform.Template(Map.of("id", "$.id"), "${id}".repeat(2_000));
            TargetKey target = rules.rule("r", receiver.url("/"), null, true, 1, doubled);
            Delivery large = delivery("x".repeat(300), target);

            kit.add(large);

            await().until(() -> kit.committed(P0) == 1);
            assertThat(receiver.received).isEmpty();
            assertThat(kit.written(Topic.RETRIES)).isEmpty();
            assertThat(kit.outcomes())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Outcome.Dead.class,
                            dead ->
                                    assertThat(dead.reason())
                                            .isEqualTo(
                                                    "the transform makes more than 524,288 bytes"
                                                            + " of this event"));
            assertThat(kit.written(Topic.DEAD_LETTERS))
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.value()).isEqualTo(large.body()));
        }
    }

    @Test
    void aRuleThatIsGoneMakesItsDeliveriesDeadWithThatReason() {
        try (var kit = new EngineKit(rules, sender(), true)) {
            TargetKey target = rules.rule("r", "http://127.0.0.1:1/");
            rules.delete(target);

            kit.add(delivery("e-1", target));

            await().until(() -> kit.committed(P0) == 1);
            assertThat(kit.outcomes().getFirst())
                    .isInstanceOfSatisfying(
                            Outcome.Dead.class,
                            dead -> assertThat(dead.reason()).isEqualTo("the rule was deleted"));
            assertThat(kit.written(Topic.DEAD_LETTERS)).hasSize(1);
        }
    }

    @Test
    void aHungTargetDoesNotDelayItsNeighbourInTheSamePartition() {
        var release = new CountDownLatch(1);
        var sent = new ConcurrentLinkedQueue<String>();
        try (var kit =
                new EngineKit(
                        rules,
                        (delivery, target, attempt) -> {
                            if (delivery.target().rule().equals("hung")) {
                                awaitQuietly(release);
                            }
                            sent.add(delivery.event().id());
                            return new Reply.Taken(200);
                        },
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
                        assertThat(DeliveryRecords.deferrals(item.headers())).isEqualTo(1);
                        assertThat(item.headers().lastHeader(DeliveryRecords.ATTEMPTS)).isNull();
                    });
            assertThat(kit.committed(P0)).isZero();
            release.countDown();
        }
    }

    @Test
    void aFastTargetWithMuchToTakeIsWaitedForAndNothingIsPutOff() {
        var sent = new AtomicInteger();
        try (var kit =
                new EngineKit(
                        rules,
                        (delivery, target, attempt) -> {
                            sent.incrementAndGet();
                            return new Reply.Taken(200);
                        },
                        true)) {
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
                        (delivery, target, attempt) -> {
                            most.accumulateAndGet(now.incrementAndGet(), Math::max);
                            LockSupport.parkNanos(100_000);
                            now.decrementAndGet();
                            return new Reply.Taken(200);
                        },
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
    void aRepeatedDeliveryIsNotSentAgainAndARetryAndARedriveAre() {
        var sent = new ConcurrentLinkedQueue<Integer>();
        try (var kit =
                new EngineKit(
                        rules,
                        (delivery, target, attempt) -> {
                            sent.add(attempt);
                            return new Reply.Taken(200);
                        },
                        true)) {
            Delivery first = delivery("e-1", rules.rule("r", "http://127.0.0.1:1/"));
            Delivery retry = after(first, 1);
            kit.add(first);
            kit.add(first);
            kit.add(retry);
            kit.add(retry);
            kit.add(P0, first, DeliveryRecords.headersForRetry(first, TestRules.ACCEPTED, 1, 1));
            kit.add(redrive(first));
            kit.add(redrive(first));

            await().until(() -> kit.committed(P0) == 7);

            assertThat(sent).containsExactlyInAnyOrder(1, 2, 1, 1, 1);
            assertThat(kit.metric("duplicates")).isEqualTo(2);
            assertThat(kit.metric("received"))
                    .isEqualTo(kit.metric("delivered") + kit.metric("duplicates"));
        }
    }

    @Test
    void aLetterThatIsSentAgainTwiceAtOnceIsSentOnceAndOneThatDiedAnewOrIsOrderedAnewIsSent() {
        try (var kit =
                new EngineKit(rules, (delivery, target, attempt) -> new Reply.Taken(200), true)) {
            Delivery first = delivery("e-1", rules.rule("r", "http://127.0.0.1:1/"));
            Delivery again = redrive(first);
            Instant ordered = TestRules.ACCEPTED;
            kit.add(first);
            kit.add(P0, again, DeliveryRecords.headersForRedrive(again, 7, null));
            kit.add(P0, again, DeliveryRecords.headersForRedrive(again, 7, null));
            kit.add(P0, again, DeliveryRecords.headersForRedrive(again, 9, null));
            kit.add(P0, again, DeliveryRecords.headersForRedrive(again, 9, ordered));
            kit.add(P0, again, DeliveryRecords.headersForRedrive(again, 9, ordered));
            kit.add(P0, again, DeliveryRecords.headersForRedrive(again, 9, ordered.plusMillis(1)));

            await().until(() -> kit.committed(P0) == 7);

            assertThat(kit.outcomes()).hasSize(5);
            assertThat(kit.metric("duplicates")).isEqualTo(2);
        }
    }

    private static Delivery redrive(Delivery delivery) {
        return new Delivery(
                delivery.id(),
                delivery.target(),
                delivery.contact(),
                delivery.event(),
                delivery.source(),
                delivery.type(),
                delivery.accepted(),
                0,
                delivery.attempts(),
                "",
                true,
                delivery.body());
    }

    @Test
    void aRepetitionOfADeliveryUnderWayIsDoneWhenThatIs() {
        try (var kit =
                new EngineKit(rules, (delivery, target, attempt) -> new Reply.Taken(200), false)) {
            Delivery delivery = delivery("e-1", rules.rule("r", "http://127.0.0.1:1/"));
            kit.add(delivery);
            kit.add(delivery);
            await().until(() -> kit.metric("duplicates") == 1);
            assertThat(kit.committed(P0)).isZero();

            await().until(() -> kit.producer.completeNext());

            await().until(() -> kit.committed(P0) == 2);
        }
    }

    @Test
    void whatWasDoneBeyondASlowDeliveryIsNotSentAgainByTheNextOwner() {
        Set<String> sent = ConcurrentHashMap.newKeySet();
        try (var kit =
                new EngineKit(
                        rules,
                        (delivery, target, attempt) -> {
                            sent.add(delivery.event().id());
                            return new Reply.Taken(200);
                        },
                        true)) {
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
    void aRecordThatKafkaRefusesIsWrittenAgainAndTheTargetNotCalledAgain() {
        var sent = new AtomicInteger();
        try (var kit =
                new EngineKit(
                        rules,
                        (delivery, target, attempt) -> {
                            sent.incrementAndGet();
                            return new Reply.Taken(200);
                        },
                        false)) {
            kit.add(delivery("e-1", rules.rule("r", "http://127.0.0.1:1/")));

            await().until(() -> kit.producer.errorNext(new NetworkException("away")));
            assertThat(kit.committed(P0)).isZero();
            await().until(() -> kit.producer.completeNext());

            await().until(() -> kit.committed(P0) == 1);
            assertThat(sent).hasValue(1);
        }
    }

    @Test
    void whatIsNoDeliveryIsPutAsideAndTheRestGoesOn() {
        try (var kit =
                new EngineKit(rules, (delivery, target, attempt) -> new Reply.Taken(200), true)) {
            kit.addRaw(P0, new byte[] {1}, new byte[] {2}, new RecordHeaders());
            kit.add(delivery("e-1", rules.rule("r", "http://127.0.0.1:1/")));

            await().until(() -> kit.committed(P0) == 2);

            assertThat(kit.written(Topic.REJECTED)).hasSize(1);
            assertThat(kit.outcomes()).hasSize(1);
            assertThat(kit.metric("unreadable")).isEqualTo(1);
        }
    }

    @Test
    void aSenderThatThrowsIsAFailedAttempt() {
        try (var kit =
                new EngineKit(
                        rules,
                        (delivery, target, attempt) -> {
                            throw new IllegalStateException("a bug");
                        },
                        true)) {
            kit.add(delivery("e-1", rules.rule("r", "http://127.0.0.1:1/")));

            await().until(() -> kit.committed(P0) == 1);

            assertThat(kit.outcomes().getFirst()).isInstanceOf(Outcome.Retrying.class);
            assertThat(kit.written(Topic.RETRIES)).hasSize(1);
        }
    }

    @Test
    void aRevokedPartitionIsLeftToItsNextOwner() {
        var release = new CountDownLatch(1);
        var sent = new ConcurrentLinkedQueue<String>();
        try (var kit =
                new EngineKit(
                        rules,
                        (delivery, target, attempt) -> {
                            sent.add(delivery.event().id());
                            awaitQuietly(release);
                            return new Reply.Taken(200);
                        },
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
