package dev.signalbox.notifier.engine;

import static dev.signalbox.notifier.testkit.EngineKit.P0;
import static dev.signalbox.notifier.testkit.TestRules.delivery;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.health.TargetHealth;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.channel.Sender;
import dev.signalbox.notifier.testkit.EngineKit;
import dev.signalbox.notifier.testkit.Receiver;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class DisabledTargetTest extends DeliveryEngineFixture {
    /// The book reads what the engine wrote last.
    private void readTargets(EngineKit kit) {
        var item = kit.written(Topic.TARGETS).getLast();
        rules.targets.apply(new ConsumerRecord<>(item.topic(), 0, 0, item.key(), item.value()));
    }

    @Test
    void aTargetThatAnswers410IsDisabledAndIsNotCalledUntilItIsEnabled() {
        var status = new AtomicInteger(410);
        try (var receiver =
                        new Receiver((exchange, number) ->
                                exchange.sendResponseHeaders(status.get(), -1));
                var kit = new EngineKit(rules, sender(), true)) {
            TargetKey target = rules.rule("r", receiver.url("/hook?token=t0ken5"));

            kit.add(delivery("e-1", target));
            await().until(() -> kit.committed(P0) == 1);
            readTargets(kit);
            kit.add(delivery("e-2", target));
            await().until(() -> kit.committed(P0) == 2);

            assertThat(receiver.received).hasSize(1);
            assertThat(kit.outcomes())
                    .hasSize(2)
                    .last()
                    .isInstanceOfSatisfying(
                            Outcome.Dead.class,
                            dead -> {
                                assertThat(dead.httpStatus()).isZero();
                                assertThat(dead.reason())
                                        .startsWith("the target is disabled since ")
                                        .endsWith(": it answered 410 Gone; enable it and redrive");
                            });
            var letter = kit.written(Topic.DEAD_LETTERS).getLast();
            Delivery dead =
                    DeliveryRecords.read(letter.key(), letter.value(), letter.headers()).delivery();
            assertThat(dead.event().id()).isEqualTo("e-2");
            assertThat(dead.attempts().getFirst().reason()).contains("it answered 410 Gone");

            status.set(204);
            rules.targets.apply(
                    new ConsumerRecord<>(Topic.TARGETS.topicName(), 0, 0, letter.key(), null));
            kit.add(delivery("e-3", target));

            await().until(() -> kit.committed(P0) == 3);
            assertThat(kit.outcomes()).last().isInstanceOf(Outcome.Delivered.class);
            assertThat(kit.written(Topic.TARGETS)).hasSize(1);
        }
    }

    @Test
    void aDisabledTargetWithoutDeadLettersLeavesTheOutcomeAlone() {
        try (var receiver = Receiver.answering(410);
                var kit = new EngineKit(rules, sender(), true)) {
            TargetKey target = rules.rule("r", receiver.url("/"), null, false, 4);
            kit.add(delivery("e-1", target));
            await().until(() -> kit.committed(P0) == 1);
            readTargets(kit);

            kit.add(delivery("e-2", target));

            await().until(() -> kit.committed(P0) == 2);
            assertThat(receiver.received).hasSize(1);
            assertThat(kit.outcomes()).hasSize(2);
            assertThat(kit.written(Topic.DEAD_LETTERS)).isEmpty();
        }
    }

    /// Its lane is shut since it failed; nobody waits for that.
    @Test
    void whatComesForADisabledTargetIsGivenUpAtOnceEvenWhenItsLaneIsShut() {
        Sender failing =
                (delivery, target, attempt) ->
                        new Reply.Throttled(429, "answered 429", Duration.ofHours(1));
        try (var kit = new EngineKit(rules, failing, true)) {
            TargetKey target = rules.rule("r", "http://127.0.0.1:1/");
            kit.add(delivery("e-1", target));
            await().until(() -> kit.committed(P0) == 1);
            var failures = new TargetHealth.Failing(Instant.EPOCH, Instant.EPOCH, 429, "");
            rules.targets.apply(
                    new ConsumerRecord<>(
                            Topic.TARGETS.topicName(),
                            0,
                            0,
                            DeliveryRecords.key(delivery("e-1", target)),
                            new TargetHealth.Disabled(Instant.EPOCH, "it is so", failures)
                                    .toBytes()));

            for (int i = 2; i <= 50; i++) {
                kit.add(delivery("e-" + i, target));
            }

            await().until(() -> kit.committed(P0) == 50);
            assertThat(kit.written(Topic.DEAD_LETTERS)).hasSize(49);
            assertThat(kit.metric("dead")).isEqualTo(49);
            assertThat(kit.metric("in_flight")).isZero();
        }
    }
}
