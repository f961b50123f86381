package dev.signalbox.notifier.engine;

import static dev.signalbox.notifier.testkit.EngineKit.P0;
import static dev.signalbox.notifier.testkit.TestRules.delivery;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.delivery.Attempt;
import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.notifier.task.DoneAhead;
import dev.signalbox.notifier.testkit.TestRules;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class IntakeAgeTest {
    private static final TargetKey TARGET = new TargetKey("1", "default", "r", "hook");

    private Instant now = TestRules.ACCEPTED;
    private final IntakeAge age = new IntakeAge(() -> now);
    private final Intake intake = new Intake(10, DoneAhead.NOTHING);

    private void pending(long offset, Headers headers) {
        byte[] none = new byte[0];
        intake.pending.add(
                new ConsumerRecord<>(
                        P0.topic(),
                        P0.partition(),
                        offset,
                        0,
                        TimestampType.CREATE_TIME,
                        0,
                        0,
                        none,
                        none,
                        headers,
                        Optional.empty()));
    }

    private static Headers headers(Delivery delivery, Instant accepted) {
        return DeliveryRecords.headers(delivery)
                .remove(DeliveryRecords.ACCEPTED)
                .add(
                        DeliveryRecords.ACCEPTED,
                        EventHeaders.utf8(Long.toString(accepted.toEpochMilli())));
    }

    @Test
    void whatIsNotThereHasNoAge() {
        age.look(List.of(intake, new Intake(0, DoneAhead.NOTHING)));

        assertThat(age.oldest()).isNull();
    }

    @Test
    void theOldestThatWasNeverAttemptedCounts() {
        Delivery tried = delivery("tried", TARGET).failed(new Attempt(1, now, 503, "answered 503"));
        pending(10, headers(tried, now.minusSeconds(90)));
        pending(11, headers(delivery("b", TARGET), now.minusSeconds(20)));
        pending(12, headers(delivery("a", TARGET), now.minusSeconds(30)));

        age.look(List.of(intake));

        assertThat(age.oldest()).isEqualTo(now.minusSeconds(30));
    }

    @Test
    void whatIsReadAgainOnlyToBeRememberedDoesNotCount() {
        pending(9, headers(delivery("done", TARGET), now.minusSeconds(30)));

        age.look(List.of(intake));

        assertThat(age.oldest()).isNull();
    }

    @Test
    void aRecordThatIsNoDeliveryDoesNotCount() {
        pending(
                10,
                headers(delivery("a", TARGET), now)
                        .add(DeliveryRecords.ACCEPTED, EventHeaders.utf8("yesterday")));

        age.look(List.of(intake));

        assertThat(age.oldest()).isNull();
    }

    @Test
    void itLooksOnceASecond() {
        age.look(List.of(intake));
        pending(10, headers(delivery("a", TARGET), now.minusSeconds(30)));
        Instant accepted = now.minusSeconds(30);
        now = now.plusMillis(999);
        age.look(List.of(intake));
        assertThat(age.oldest()).isNull();

        now = now.plusMillis(1);
        age.look(List.of(intake));

        assertThat(age.oldest()).isEqualTo(accepted);
    }
}
