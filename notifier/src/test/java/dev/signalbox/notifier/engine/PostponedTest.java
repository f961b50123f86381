package dev.signalbox.notifier.engine;

import static dev.signalbox.notifier.testkit.EngineKit.P0;
import static dev.signalbox.notifier.testkit.TestRules.delivery;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.channel.Sender;
import dev.signalbox.notifier.testkit.EngineKit;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// What becomes of deliveries that their channel puts off, such as calls to a number that was
/// called too often.
class PostponedTest extends DeliveryEngineFixture {
    private static final Duration PAUSE = Duration.ofHours(3);
    private static final Duration DAY = Duration.ofHours(24);
    private static final Instant START = Instant.parse("2026-11-21T04:00:00Z");
    private static final Sender PUTS_OFF =
            (delivery, target, attempt) -> new Reply.Postponed(PAUSE);

    private void add(EngineKit kit, Instant since) {
        Delivery delivery = delivery("e-1", rules.rule("r", "http://127.0.0.1:1/"));
        kit.add(
                P0,
                delivery,
                DeliveryRecords.headersForRetry(delivery, START, 7, since.toEpochMilli()));
    }

    @Test
    void whatItsChannelPutOffForADayIsDead() {
        try (var kit = new EngineKit(rules, PUTS_OFF, () -> START)) {
            add(kit, START.minus(DAY));

            await().until(() -> !kit.outcomes().isEmpty());
            assertThat(kit.outcomes())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Outcome.Dead.class,
                            dead ->
                                    assertThat(dead.reason())
                                            .startsWith("put off for 24h: its channel"));
            assertThat(kit.written(Topic.RETRIES)).isEmpty();
            assertThat(kit.written(Topic.DEAD_LETTERS)).hasSize(1);
        }
    }

    @Test
    void theDayIsNotExceededByThePause() {
        try (var kit = new EngineKit(rules, PUTS_OFF, () -> START)) {
            Instant since = START.minus(DAY).plus(Duration.ofHours(1));

            add(kit, since);

            await().until(() -> !kit.written(Topic.RETRIES).isEmpty());
            var retry = kit.written(Topic.RETRIES).getFirst();
            assertThat(EventHeaders.number(retry.headers(), DeliveryRecords.DUE, 0))
                    .isEqualTo(since.plus(DAY).toEpochMilli());
            assertThat(EventHeaders.number(retry.headers(), DeliveryRecords.PUT_OFF_SINCE, 0))
                    .isEqualTo(since.toEpochMilli());
        }
    }
}
