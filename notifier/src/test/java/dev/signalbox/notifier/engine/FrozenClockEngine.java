package dev.signalbox.notifier.engine;

import static dev.signalbox.notifier.testkit.TestRules.delivery;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.channel.Sender;
import dev.signalbox.notifier.testkit.EngineKit;
import dev.signalbox.notifier.testkit.TestRules;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// An engine whose time stands still where the test does not move it.
abstract class FrozenClockEngine {
    static final Instant START = Instant.parse("2026-11-21T05:00:00Z");

    @TempDir Path folder;
    TestRules rules;
    final AtomicReference<Instant> now = new AtomicReference<>(START);
    final ConcurrentLinkedQueue<String> sent = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void open() {
        rules = new TestRules(folder, Map.of());
    }

    EngineKit kit(Sender sender) {
        return new EngineKit(rules, sender, now::get);
    }

    Reply take(Delivery delivery) {
        sent.add(delivery.event().id());
        return new Reply.Taken(200);
    }

    void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    static void add(EngineKit kit, TargetKey target, int from, int to) {
        for (int i = from; i < to; i++) {
            kit.add(delivery("e-" + i, target));
        }
    }

    static List<ProducerRecord<byte[], byte[]>> retries(EngineKit kit, int count) {
        await().until(() -> kit.written(Topic.RETRIES).size() >= count);
        assertThat(kit.written(Topic.RETRIES)).hasSize(count);
        return kit.written(Topic.RETRIES);
    }

    static List<Duration> dues(List<ProducerRecord<byte[], byte[]>> retries) {
        return retries.stream()
                .map(item -> EventHeaders.number(item.headers(), DeliveryRecords.DUE, 0))
                .map(due -> Duration.between(START, Instant.ofEpochMilli(due)))
                .toList();
    }

    static int attempts(ProducerRecord<byte[], byte[]> item) {
        return DeliveryRecords.read(item.key(), item.value(), item.headers())
                .delivery()
                .attempts()
                .size();
    }
}
