package dev.signalbox.notifier.engine;

import static dev.signalbox.notifier.testkit.EngineKit.P0;
import static dev.signalbox.notifier.testkit.TestRules.delivery;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.contract.topic.UnreadableRecords;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.testkit.EngineKit;
import dev.signalbox.notifier.testkit.TestRules;
import java.time.Instant;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class DeliveryEngineAdmissionTest extends DeliveryEngineFixture {
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
    void whatIsNoDeliveryIsPutAsideAndTheRestGoesOn() {
        try (var kit =
                new EngineKit(rules, (delivery, target, attempt) -> new Reply.Taken(200), true)) {
            kit.addRaw(P0, new byte[] {1}, new byte[] {2}, new RecordHeaders());
            kit.add(delivery("e-1", rules.rule("r", "http://127.0.0.1:1/")));

            await().until(() -> kit.committed(P0) == 2);

            assertThat(kit.written(Topic.REJECTED)).hasSize(1);
            assertThat(kit.outcomes()).hasSize(1);
            assertThat(kit.metric("unreadable")).isEqualTo(1);
            assertThat(UnreadableRecords.in(kit.metrics).of(Topic.DELIVERIES)).isEqualTo(1);
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
                0,
                delivery.attempts(),
                "",
                true,
                delivery.body());
    }
}
