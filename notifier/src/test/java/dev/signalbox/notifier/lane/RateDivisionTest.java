package dev.signalbox.notifier.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.delivery.ReceivedDelivery;
import dev.signalbox.contract.health.Destination;
import dev.signalbox.contract.rule.DeliveryOptions;
import dev.signalbox.contract.rule.SealedSecret;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.task.DeliveryTask;
import dev.signalbox.notifier.task.OffsetTracker;
import dev.signalbox.notifier.task.RecentDeliveries;
import dev.signalbox.notifier.testkit.TestRules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A robot's lane under a clock that the test turns, with a scheduler as Kafka's, which hands on
/// what was put off ten times a second.
class RateDivisionTest {
    private static final SealedSecret URL = new SealedSecret("sealed:k:c2VhbGVk");
    private static final long STEP = 10;

    private final OffsetTracker tracker = new OffsetTracker();
    private final PriorityQueue<Waiting> scheduler =
            new PriorityQueue<>(Comparator.comparingLong(Waiting::due));
    private final List<Message> messages = new ArrayList<>();
    private LongFunction<Reply> robot = at -> new Reply.Taken(200);
    private final Map<String, Long> arrivals = new HashMap<>();
    private long now = TestRules.ACCEPTED.toEpochMilli();
    private final long start = now;
    private int deferred;

    private final Lanes lanes =
            new Lanes(
                    1_024,
                    8_192,
                    16 << 20,
                    () -> Instant.ofEpochMilli(now),
                    new Random(1),
                    Inline::new,
                    this::tell,
                    task -> {
                        throw new AssertionError("nothing is revoked here");
                    });

    private record Waiting(DeliveryTask task, long due) {}

    private record Message(long at, List<String> events) {}

    /// A thread whose work is done when it is started.
    private static final class Inline extends Thread {
        private final Runnable work;

        Inline(Runnable work) {
            this.work = work;
        }

        @Override
        public synchronized void start() {
            work.run();
        }
    }

    private Reply tell(DeliveryTask task, List<DeliveryTask> others, boolean probe) {
        Reply reply = robot.apply(now - start);
        var events = new ArrayList<String>();
        events.add(task.delivery().event().id());
        others.forEach(other -> events.add(other.delivery().event().id()));
        if (reply instanceof Reply.Taken) {
            messages.add(new Message(now - start, events));
        } else {
            scheduler.add(new Waiting(task, now + 15_000));
            others.forEach(other -> scheduler.add(new Waiting(other, now + 15_000)));
        }
        return reply;
    }

    private void add(String event, Target target) {
        add(event, target, "r");
    }

    private void add(String event, Target target, String rule) {
        arrivals.put(event, now - start);
        offer(task(event, target, rule, 0));
    }

    private DeliveryTask task(String event, Target target, String rule, int deferrals) {
        var key = new TargetKey(TestRules.ACCOUNT, "default", rule, target.id());
        return new DeliveryTask(
                new ReceivedDelivery(TestRules.delivery(event, key), event, deferrals, 0),
                new Destination.Here(target),
                0,
                "the robot",
                tracker.open(new TopicPartition("t", 0), 0),
                new RecentDeliveries.Entry());
    }

    private void offer(DeliveryTask task) {
        switch (lanes.capacity(task.delivery().target(), task.robot(), Turn.of(task.arrival()))) {
            case NOW -> lanes.add(task);
            case SOON -> scheduler.add(new Waiting(task, now + STEP));
            case NOT_NOW -> defer(task);
        }
    }

    private void defer(DeliveryTask task) {
        deferred++;
        DeliveryTask next =
                new DeliveryTask(
                        new ReceivedDelivery(
                                task.delivery(),
                                task.arrival().identity(),
                                task.arrival().deferrals() + 1,
                                now),
                        task.destination(),
                        0,
                        task.robot(),
                        task.slot(),
                        task.entry());
        long due = lanes.deferral(task).due().toEpochMilli();
        assertThat(due).isGreaterThan(now);
        scheduler.add(new Waiting(next, due - due % 100 + 200));
    }

    private void pass(Duration time) {
        for (long end = now + time.toMillis(); now < end; now += STEP) {
            for (Waiting head = scheduler.peek();
                    head != null && head.due() <= now;
                    head = scheduler.peek()) {
                scheduler.remove();
                offer(head.task());
            }
            lanes.tick();
            lanes.shed().forEach(this::defer);
        }
    }

    private List<String> told() {
        return messages.stream().flatMap(message -> message.events().stream()).toList();
    }

    private void assertEachWasToldOnce(int deliveries) {
        assertThat(told()).hasSize(deliveries);
        assertThat(new HashSet<>(told())).hasSize(deliveries);
        assertThat(scheduler).isEmpty();
    }

    private void assertAtMost(int most, Duration period) {
        for (int i = most; i < messages.size(); i++) {
            assertThat(messages.get(i).at() - messages.get(i - most).at())
                    .as("message %d after message %d", i, i - most)
                    .isGreaterThanOrEqualTo(period.toMillis());
        }
    }

    private static Target dingtalk(int perMinute) {
        return new Target.Dingtalk("d", options(perMinute), URL, null);
    }

    private static Target lark() {
        return new Target.Lark("l", options(0), URL, null);
    }

    private static DeliveryOptions options(int perMinute) {
        DeliveryOptions usual = DeliveryOptions.DEFAULT;
        return new DeliveryOptions(
                usual.transform(), usual.retry(), true, usual.concurrency(), perMinute, Map.of());
    }

    @Test
    void whatIsWithinTheRateIsToldOneByOneAndAtOnce() {
        Target target = dingtalk(0);
        for (int i = 0; i < 15; i++) {
            add("e" + i, target);
        }

        assertThat(messages).hasSize(15).allMatch(message -> message.at() == 0);
    }

    @Test
    void aThousandOfThreeRulesAreToldWithinTheRateAndWithinHalfAMinute() {
        List<Target> targets = List.of(dingtalk(0), dingtalk(30), dingtalk(0));
        for (int i = 0; i < 1_000; i++) {
            add("e" + i, targets.get(i % 3), "r" + i % 3);
        }
        pass(Duration.ofSeconds(1));

        assertThat(messages).hasSize(16);
        assertThat(messages.getLast().events()).hasSize(500);

        pass(Duration.ofSeconds(29));
        assertEachWasToldOnce(1_000);
        assertThat(messages).hasSize(17);
        assertThat(deferred).isEqualTo(485);
        pass(Duration.ofSeconds(60));
        assertThat(messages).hasSize(17);
    }

    @Test
    void tenThousandComeInDigestsOfFiveHundredAndEachIsPutOffOnce() {
        Target target = dingtalk(0);
        for (int i = 0; i < 10_000; i++) {
            add("e" + i, target);
        }
        pass(Duration.ofMinutes(5));

        assertEachWasToldOnce(10_000);
        assertAtMost(20, Duration.ofMinutes(1));
        assertThat(deferred).isLessThan(10_000);
        assertThat(messages).hasSize(15 + 20);
    }

    static Stream<Arguments> rates() {
        var seeds = new Random();
        return Stream.of(0, 20, 12, 7, 4, 3, 2, 1)
                .flatMap(rate ->
                        Stream.generate(seeds::nextLong)
                                .limit(10)
                                .map(seed -> Arguments.of(rate, seed)));
    }

    @ParameterizedTest
    @MethodSource("rates")
    void howeverTheyComeTheRateIsHeldAndPeopleAreToldSoon(int perMinute, long seed) {
        Target target = dingtalk(perMinute);
        int most = perMinute == 0 ? 20 : perMinute;
        var random = new Random(seed);
        int count = 0;
        for (int second = 0; second < 600; second++) {
            for (int burst = random.nextInt(10) == 0 ? random.nextInt(40) : 0; burst > 0; burst--) {
                add("e" + count++, target);
            }
            pass(Duration.ofSeconds(1));
        }
        pass(Duration.ofMinutes(3));

        assertEachWasToldOnce(count);
        assertAtMost(most, Duration.ofMinutes(1));
        long longest = Math.ceilDiv(61_000L, Math.max(1, most / 4)) + 4_000;
        for (Message message : messages) {
            for (String event : message.events()) {
                long came = Objects.requireNonNull(arrivals.get(event));
                assertThat(message.at() - came).as(event).isLessThanOrEqualTo(longest);
            }
        }
    }

    @Test
    void larkIsToldFiveInASecondAndAHundredInAMinuteAtMost() {
        Target target = lark();
        for (int i = 0; i < 3_000; i++) {
            add("e" + i, target);
            if (i % 100 == 0) {
                pass(Duration.ofMillis(200));
            }
        }
        pass(Duration.ofMinutes(2));

        assertEachWasToldOnce(3_000);
        assertAtMost(5, Duration.ofSeconds(1));
        assertAtMost(100, Duration.ofMinutes(1));
    }

    @Test
    void oneThatWaitedAloneIsToldAsItself() {
        Target target = dingtalk(0);
        IntStream.range(0, 16).forEach(i -> add("e" + i, target));
        pass(Duration.ofSeconds(1));

        assertThat(messages).hasSize(16).allMatch(message -> message.events().size() == 1);
    }

    @Test
    void nothingOvertakesWhatWaits() {
        Target target = dingtalk(4);
        IntStream.range(0, 600).forEach(i -> add("e" + i, target));
        pass(Duration.ofSeconds(59));
        add("late", target);
        pass(Duration.ofSeconds(90));

        assertEachWasToldOnce(601);
        assertThat(messages.getLast().events()).contains("late").hasSizeGreaterThan(90);
    }

    @Test
    void whenTheRobotWasThrottledOneIsTriedAndTheOthersFollowTogether() {
        Target target = dingtalk(0);
        robot =
                at ->
                        at < 60_000
                                ? new Reply.Throttled(200, "too many", Duration.ofMinutes(10))
                                : new Reply.Taken(200);
        IntStream.range(0, 300).forEach(i -> add("e" + i, target));
        pass(Duration.ofMinutes(9));
        assertThat(messages).isEmpty();

        pass(Duration.ofMinutes(3));

        assertEachWasToldOnce(300);
        assertThat(messages.getFirst().events()).hasSize(1);
        assertThat(messages).hasSizeLessThan(6);
    }

    @Test
    void aDigestThatFailsLeavesTheLaneToOthers() {
        Target target = dingtalk(0);
        var busy = new Reply.Failed(200, "it is busy", Duration.ZERO);
        robot = at -> at < 2_000 ? busy : new Reply.Taken(200);
        IntStream.range(0, 100).forEach(i -> add("e" + i, target));
        pass(Duration.ofMinutes(1));

        assertEachWasToldOnce(100);
        assertThat(messages).hasSizeLessThanOrEqualTo(20);
    }
}
