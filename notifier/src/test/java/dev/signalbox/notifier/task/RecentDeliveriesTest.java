package dev.signalbox.notifier.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.delivery.Attempt;
import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.ReceivedDelivery;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.notifier.testkit.TestRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RecentDeliveriesTest {
    private static final TargetKey TARGET =
            new TargetKey(TestRules.ACCOUNT, "default", "rule", "hook");
    private static final TopicPartition P0 = new TopicPartition("t", 0);

    private final RecentDeliveries recent = new RecentDeliveries(5_000);

    private static ReceivedDelivery arrival(String id, int deferrals) {
        return new ReceivedDelivery(TestRules.delivery(id, TARGET), id, deferrals, 0);
    }

    private void remember(int from, int to) {
        for (int i = from; i < to; i++) {
            recent.remember(arrival("e-" + i, 0)).finish();
        }
    }

    private boolean repeats(String id) {
        return recent.find(arrival(id, 0)) != null;
    }

    @Test
    void whatIsDoneIsRememberedLongAfterAndThenForgotten() {
        remember(0, 5_000);
        for (int i = 0; i < 5_000; i++) {
            assertThat(repeats("e-" + i)).isTrue();
        }
        assertThat(repeats("e-5000")).isFalse();
        assertThat(recent.find(arrival("e-7", 1))).isNull();

        remember(5_000, 20_000);
        assertThat(repeats("e-0")).isFalse();
        assertThat(repeats("e-15000")).isTrue();
    }

    @Test
    void theRecordOfARepetitionEndsWhenItsDeliveryIsDone() {
        var tracker = new OffsetTracker();
        RecentDeliveries.Entry slow = recent.remember(arrival("slow", 0));
        remember(0, 20_000);
        RecentDeliveries.Entry found = recent.find(arrival("slow", 0));
        assertThat(found).isSameAs(slow);

        slow.join(tracker.open(P0, 0));
        assertThat(tracker.committable()).isEmpty();
        slow.finish();
        assertThat(tracker.committable()).containsEntry(P0, new OffsetAndMetadata(1, ""));

        remember(20_000, 22_000);
        Objects.requireNonNull(recent.find(arrival("slow", 0))).join(tracker.open(P0, 1));
        assertThat(tracker.committable()).containsEntry(P0, new OffsetAndMetadata(2, ""));
    }

    @Test
    void oneThatComesBackAfterAnAttemptOrPutOffOnceMoreIsAnother() {
        for (int deferrals = 0; deferrals < 100; deferrals++) {
            assertThat(recent.find(arrival("a", deferrals))).isNull();
            recent.remember(arrival("a", deferrals)).finish();
            remember(deferrals * 20, deferrals * 20 + 20);
        }
        remember(3_000, 4_100);

        var attempts = new ArrayList<Attempt>();
        for (int number = 1; number < 100; number++) {
            attempts.add(new Attempt(number, TestRules.ACCEPTED, 500, "answered 500"));
            Delivery failed = TestRules.delivery("a", TARGET);
            for (Attempt attempt : attempts) {
                failed = failed.failed(attempt);
            }
            assertThat(recent.find(new ReceivedDelivery(failed, "a", 0, 0))).isNull();
        }
        assertThat(recent.find(arrival("a", 62))).isNotNull();
    }

    @Test
    void whatWasDroppedMayComeAgain() {
        recent.remember(arrival("a", 0)).drop();
        assertThat(repeats("a")).isFalse();
        remember(0, 3_000);
        assertThat(repeats("a")).isFalse();

        recent.remember(arrival("a", 0)).finish();
        remember(3_000, 6_000);
        assertThat(repeats("a")).isTrue();
    }

    @Test
    void thousandsThatAreNotDoneAreAllKnown() {
        List<RecentDeliveries.Entry> open = new ArrayList<>();
        for (int i = 0; i < 4_000; i++) {
            open.add(recent.remember(arrival("open-" + i, 0)));
        }
        remember(0, 10_000);
        for (int i = 0; i < 4_000; i++) {
            assertThat(recent.find(arrival("open-" + i, 0))).isSameAs(open.get(i));
        }
    }

    @Test
    void oneWithoutIdentityRepeatsNothing() {
        var nameless = new ReceivedDelivery(TestRules.delivery("a", TARGET), null, 0, 0);
        recent.remember(nameless).finish();

        assertThat(recent.find(nameless)).isNull();
    }
}
