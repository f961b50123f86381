package dev.signalbox.notifier.lane;

import static dev.signalbox.notifier.testkit.EngineKit.P0;
import static dev.signalbox.notifier.testkit.TestRules.delivery;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.notifier.channel.Sender;
import dev.signalbox.notifier.http.HttpSender;
import dev.signalbox.notifier.testkit.EngineKit;
import dev.signalbox.notifier.testkit.Receiver;
import dev.signalbox.notifier.testkit.TestRules;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeliveryEngineTest {
    @TempDir Path folder;
    private TestRules rules;
    private HttpSender http;

    @BeforeEach
    void open() {
        rules = new TestRules(folder, Map.of());
        http = new HttpSender(rules.settings, rules.vault, InstantSource.system());
    }

    @AfterEach
    void close() {
        http.close();
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
}
