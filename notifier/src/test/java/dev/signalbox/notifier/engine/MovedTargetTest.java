package dev.signalbox.notifier.engine;

import static dev.signalbox.notifier.testkit.TestRules.delivery;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.health.TargetHealth;
import dev.signalbox.contract.rule.DeliveryOptions;
import dev.signalbox.contract.rule.RetryPolicy;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.rule.Transform;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.channel.Sender;
import dev.signalbox.notifier.lane.LaneState.Standing;
import dev.signalbox.notifier.testkit.EngineKit;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/// Targets that are called at another address, or that a person enables: what was heard before
/// holds no longer. Time stands still.
class MovedTargetTest extends FrozenClockEngine {
    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Sends three, of which the first is answered by a pause and the others are deferred.
    private void shut(EngineKit kit, TargetKey target) {
        add(kit, target, 0, 3);
        await().until(() -> !kit.written(Topic.RETRIES).isEmpty());
        pass(Duration.ofMillis(50));
        retries(kit, 3);
    }

    private TargetKey to(String url) {
        return rules.rule("r", url, null, true, 1);
    }

    /// A sender of which the first place asks for an hour, and every other takes all.
    private Sender firstPlaceIsBusy(String first) {
        return (delivery, to, attempt) ->
                rules.vault
                                .open(delivery.target().ruleKey(), ((Target.Http) to).url())
                                .equals(first)
                        ? throttled()
                        : take(delivery);
    }

    @Test
    void aPauseEndsWhereTheTargetIsCalledElsewhere() {
        TargetKey target = to("http://a.example/");
        try (var kit = kit(firstPlaceIsBusy("http://a.example/"))) {
            shut(kit, target);
            assertThat(kit.lanes().getFirst().standing()).isEqualTo(Standing.THROTTLED);

            to("http://b.example/");
            add(kit, target, 3, 13);

            await().until(() -> sent.size() == 11);
            await().until(() -> kit.lanes().isEmpty());
            assertThat(kit.written(Topic.RETRIES)).hasSize(3);
        }
    }

    @Test
    void aPauseStaysWhereOnlyTheHandlingChanges() {
        TargetKey target = to("http://a.example/");
        try (var kit = kit(firstPlaceIsBusy("http://a.example/"))) {
            shut(kit, target);
            Target now = rules.target(target);
            var options =
                    new DeliveryOptions(
                            Transform.ORIGINAL,
                            RetryPolicy.EXPONENTIAL_DECAY_RETRY,
                            true,
                            7,
                            0,
                            Map.of());
            rules.rule(target.ruleKey(), now.channel().kind().read("hook", options, stored(now)));
            add(kit, target, 3, 13);

            retries(kit, 13);
            assertThat(sent).hasSize(1);
        }
    }

    private static JsonNode stored(Target target) {
        return target.channel().kind().write(target);
    }

    @Test
    void whatThePlaceBeforeAsksForWhileTheTargetIsChangedDoesNotCount() {
        TargetKey target = to("http://a.example/");
        var called = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        Sender busy = firstPlaceIsBusy("http://a.example/");
        Sender slow =
                (delivery, to, attempt) -> {
                    Reply reply = busy.send(delivery, to, attempt);
                    if (reply instanceof Reply.Throttled) {
                        called.countDown();
                        waitFor(answer);
                    }
                    return reply;
                };
        try (var kit = kit(slow)) {
            add(kit, target, 0, 1);
            waitFor(called);
            to("http://b.example/");
            answer.countDown();

            assertThat(dues(retries(kit, 1)))
                    .allMatch(due -> due.compareTo(Duration.ofMinutes(1)) < 0);
            add(kit, target, 1, 5);
            await().until(() -> sent.size() == 5);
            assertThat(kit.lanes()).isEmpty();
        }
    }

    @Test
    void aPauseEndsWhenAPersonEnablesTheTargetAndNotWhenItAnswers() {
        TargetKey target = to("http://a.example/");
        var up = new AtomicBoolean();
        Sender sender = (delivery, to, attempt) -> up.get() ? take(delivery) : throttled();
        try (var kit = kit(sender)) {
            shut(kit, target);
            up.set(true);
            rules.targets.apply(well(target, new RecordHeaders()));
            add(kit, target, 3, 5);
            retries(kit, 5);

            rules.targets.apply(
                    well(target, new RecordHeaders().add(TargetHealth.ENABLED, new byte[] {1})));
            add(kit, target, 5, 15);

            await().until(() -> sent.size() == 11);
        }
    }

    private static ConsumerRecord<byte[], byte[]> well(TargetKey target, Headers headers) {
        return new ConsumerRecord<>(
                Topic.TARGETS.topicName(),
                0,
                0,
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                DeliveryRecords.key(delivery("e-1", target)),
                null,
                headers,
                Optional.empty());
    }

    private Reply throttled() {
        sent.add("throttled");
        return new Reply.Throttled(429, "answered 429", Duration.ofHours(1));
    }
}
