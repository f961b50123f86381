package dev.signalbox.notifier.engine;

import static dev.signalbox.notifier.testkit.EngineKit.P0;
import static dev.signalbox.notifier.testkit.TestRules.delivery;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.contract.delivery.Attempt;
import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.rule.DeliveryOptions;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.rule.Transform;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.channel.Sender;
import dev.signalbox.notifier.testkit.EngineKit;
import dev.signalbox.notifier.testkit.Receiver;
import dev.signalbox.notifier.testkit.TestRules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.NetworkException;
import org.junit.jupiter.api.Test;

class DeliveryEngineOutcomesTest extends DeliveryEngineFixture {
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
    void aFailedAttemptIsScheduledWithItsHistory() {
        try (var receiver = Receiver.answering(503);
                var kit = new EngineKit(rules, sender(), true)) {
            Delivery delivery = delivery("e-1", rules.rule("r", receiver.url("/")));

            kit.add(delivery);

            await().until(() -> kit.committed(P0) == 1);
            assertThat(kit.outcomes().getFirst()).isInstanceOf(Outcome.Retrying.class);
            var retry = kit.written(Topic.RETRIES).getFirst();
            Delivery again =
                    DeliveryRecords.read(retry.key(), retry.value(), retry.headers()).delivery();
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
            assertThat(DeliveryRecords.read(retry.key(), retry.value(), retry.headers()).delivery())
                    .usingRecursiveComparison()
                    .isEqualTo(delivery);
            assertThat(EventHeaders.number(retry.headers(), DeliveryRecords.DEFERRALS, 0))
                    .isEqualTo(1);
            assertThat(EventHeaders.number(retry.headers(), DeliveryRecords.DUE, 0))
                    .isBetween(
                            before.plus(pause).toEpochMilli(),
                            Instant.now().plus(pause).toEpochMilli());
        }
    }

    @Test
    void eachContactHasAnOutcomeOfItsOwn() {
        var texts =
                new Target.Sms(
                        "texts", DeliveryOptions.DEFAULT, List.of("+861", "+862"), "SMS_1", null);
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
            Delivery dead =
                    DeliveryRecords.read(letter.key(), letter.value(), letter.headers()).delivery();
            assertThat(dead.id()).isEqualTo(fourth.id());
            assertThat(dead.body()).isEqualTo(fourth.body());
            assertThat(dead.attempts()).extracting(Attempt::number).containsExactly(1, 2, 3, 4);
        }
    }

    @Test
    void aTargetWithoutDeadLettersHasNone() {
        try (var receiver = Receiver.answering(403);
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
    void aRecordThatKafkaRefusesIsWrittenAgainAndTheTargetNotCalledAgain() {
        var sent = new AtomicInteger();
        try (var kit = new EngineKit(rules, taking(_ -> sent.incrementAndGet()), false)) {
            kit.add(delivery("e-1", rules.rule("r", "http://127.0.0.1:1/")));

            await().until(() -> kit.producer.errorNext(new NetworkException("away")));
            assertThat(kit.committed(P0)).isZero();
            await().until(() -> kit.producer.completeNext());

            await().until(() -> kit.committed(P0) == 1);
            assertThat(sent).hasValue(1);
        }
    }
}
