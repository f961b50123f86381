package dev.signalbox.notifier.engine;

import static dev.signalbox.notifier.testkit.TestRules.delivery;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.rule.DeliveryOptions;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.channel.Sender;
import dev.signalbox.notifier.testkit.EngineKit;
import dev.signalbox.notifier.testkit.TestRules;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// A robot that is told many deliveries at once. Time stands still where the test does not move it.
class DigestDeliveryTest extends FrozenClockEngine {
    /// How long deliveries to one robot gather before a digest.
    private static final long GATHERING_MILLIS = 500;

    @Test
    void rulesThatTellTheSameRobotShareItsRateAndItsDigests() {
        TargetKey one = robot("one");
        TargetKey two = robot("two");
        var sender =
                new Sender() {
                    @Override
                    public Reply sendTogether(List<Delivery> deliveries, Target.Bot robot) {
                        assertThat(deliveries).extracting(Delivery::target).contains(one, two);
                        deliveries.forEach(DigestDeliveryTest.this::take);
                        return new Reply.Taken(200);
                    }

                    @Override
                    public Reply send(Delivery delivery, Target target, int attempt) {
                        return take(delivery);
                    }

                    @Override
                    public String robot(TargetKey key, Target target) {
                        return "the one robot";
                    }
                };
        try (var kit = kit(sender)) {
            add(kit, one, 0, 20);
            add(kit, two, 20, 40);
            await().until(() -> kit.metric("received") == 40);
            await().until(() -> sent.size() == 15);

            pass(Duration.ofMillis(GATHERING_MILLIS));

            await().until(() -> kit.outcomes().size() == 40);
            assertThat(sent).hasSize(40).doesNotHaveDuplicates();
            List<String> merged = mergedInto(kit);
            assertThat(merged).hasSize(24);
            assertThat(Set.copyOf(merged)).hasSize(1);
            await().until(() -> kit.metric("merged") == 24);
            assertThat(kit.metric("delivered")).isEqualTo(16);
            assertThat(kit.metric("digests")).isEqualTo(1);
            assertThat(kit.written(Topic.RETRIES)).isEmpty();

            add(kit, two, 40, 41);

            assertThat(dues(retries(kit, 1))).containsExactly(Duration.ofMillis(12_700));
        }
    }

    @Test
    void aReplayLeavesARobotsMessagesToLiveOnesAndIsToldInDigestsThatNameIt() {
        TargetKey target = robot("one");
        var sender =
                new Sender() {
                    @Override
                    public Reply sendTogether(List<Delivery> deliveries, Target.Bot robot) {
                        deliveries.forEach(DigestDeliveryTest.this::take);
                        return new Reply.Taken(200);
                    }

                    @Override
                    public Reply send(Delivery delivery, Target to, int attempt) {
                        return take(delivery);
                    }

                    @Override
                    public String robot(TargetKey key, Target to) {
                        return "the one robot";
                    }
                };
        try (var kit = kit(sender)) {
            for (int i = 0; i < 40; i++) {
                kit.addReplayed(TestRules.replayed("r-" + i, target, "rpl_1"));
            }
            await().until(() -> kit.metric("received") == 40);
            await().until(() -> sent.size() == 8);
            add(kit, target, 0, 1);
            await().until(() -> sent.contains("e-0"));
            assertThat(sent).hasSize(9);

            pass(Duration.ofMillis(GATHERING_MILLIS));

            await().until(() -> kit.outcomes().size() == 41);
            assertThat(mergedInto(kit)).hasSize(31);
            assertThat(kit.outcomes())
                    .filteredOn(outcome -> outcome.facts().replay().equals("rpl_1"))
                    .hasSize(40);
        }
    }

    @Test
    void aDigestThatFailsIsAFailedAttemptOfEachAndOneThatIsRefusedADeadLetterForEach() {
        TargetKey target = robot("one");
        var reply = new AtomicReference<Reply>(new Reply.Failed(200, "it is busy", Duration.ZERO));
        var sender =
                new Sender() {
                    @Override
                    public Reply send(Delivery delivery, Target to, int attempt) {
                        return take(delivery);
                    }

                    @Override
                    public Reply sendTogether(List<Delivery> deliveries, Target.Bot to) {
                        return reply.get();
                    }

                    @Override
                    public String robot(TargetKey key, Target to) {
                        return "the one robot";
                    }
                };
        try (var kit = kit(sender)) {
            add(kit, target, 0, 20);
            await().until(() -> kit.metric("received") == 20);
            await().until(() -> sent.size() == 15);
            pass(Duration.ofMillis(GATHERING_MILLIS));
            var failed = retries(kit, 5);
            assertThat(failed).allMatch(item -> attempts(item) == 1);

            reply.set(new Reply.Refused(200, "the robot was removed from the group"));
            pass(Duration.ofMillis(12_300));
            failed.forEach(kit::addDue);
            await().until(() -> kit.metric("received") == 25);
            pass(Duration.ofMillis(GATHERING_MILLIS));

            await().until(() -> kit.written(Topic.DEAD_LETTERS).size() == 5);
            assertThat(kit.written(Topic.DEAD_LETTERS)).allMatch(item -> attempts(item) == 2);
            assertThat(kit.outcomes()).hasSize(15 + 5 + 5);
        }
    }

    private static List<String> mergedInto(EngineKit kit) {
        return kit.outcomes().stream()
                .map(Outcome.Delivered.class::cast)
                .map(Outcome.Delivered::mergedInto)
                .filter(id -> !id.isEmpty())
                .toList();
    }

    private TargetKey robot(String rule) {
        var key = new RuleKey(TestRules.ACCOUNT, "default", rule);
        return rules.rule(
                key,
                new Target.Wecom(
                        "bot",
                        DeliveryOptions.DEFAULT,
                        rules.vault.seal(key, "http://127.0.0.1:1/?key=k")));
    }

    @Test
    void aThousandOfThreeRulesMakeFewMessagesAndAnOutcomeEach() {
        var messages = new AtomicInteger();
        var robot =
                new Sender() {
                    @Override
                    public Reply send(Delivery delivery, Target target, int attempt) {
                        messages.incrementAndGet();
                        return take(delivery);
                    }

                    @Override
                    public Reply sendTogether(List<Delivery> deliveries, Target.Bot to) {
                        messages.incrementAndGet();
                        deliveries.forEach(DigestDeliveryTest.this::take);
                        return new Reply.Taken(200);
                    }

                    @Override
                    public String robot(TargetKey key, Target target) {
                        return "the one robot";
                    }
                };
        List<TargetKey> targets = List.of(robot("one"), robot("two"), robot("three"));
        try (var kit = kit(robot)) {
            for (int i = 0; i < 1_000; i++) {
                kit.add(delivery("e-" + i, targets.get(i % 3)));
            }
            await().until(() -> kit.metric("received") == 1_000);
            await().until(() -> sent.size() >= 1 && kit.metric("deferred") >= 400);
            pass(Duration.ofMillis(GATHERING_MILLIS));
            await().until(() -> kit.metric("in_flight") == 0);

            for (int returned = 0; kit.outcomes().size() < 1_000; ) {
                pass(Duration.ofMillis(12_300));
                var retries = kit.written(Topic.RETRIES);
                retries.subList(returned, retries.size()).forEach(kit::addDue);
                int received = 1_000 + retries.size();
                returned = retries.size();
                await().until(() -> kit.metric("received") == received);
                pass(Duration.ofMillis(GATHERING_MILLIS));
                await().until(() -> kit.metric("in_flight") == 0);
            }

            assertThat(Duration.between(START, now.get())).isLessThan(Duration.ofMinutes(1));
            assertThat(messages).hasValueLessThanOrEqualTo(20);
            assertThat(sent).hasSize(1_000).doesNotHaveDuplicates();
            assertThat(kit.metric("delivered")).isEqualTo(messages.get());
            assertThat(kit.metric("delivered") + kit.metric("merged")).isEqualTo(1_000);
            assertThat(mergedInto(kit)).hasSize(1_000 - messages.get());
        }
    }
}
