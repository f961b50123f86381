package dev.signalbox.standalone;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.DeliveryId;
import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.contract.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntUnaryOperator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Deliveries as a router writes them, at a steady rate, to rules with one target each.
final class DeliveryLoad implements AutoCloseable {
    private static final String ACCOUNT = "1000000000000001";

    private final Set<String> written = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile boolean stopping;

    private DeliveryLoad(Settings settings, int count, int perSecond, IntUnaryOperator rules) {
        thread =
                Thread.ofPlatform()
                        .name("delivery-load")
                        .start(() -> write(settings, count, perSecond, rules));
    }

    /// Starts to write.
    ///
    /// @param rules which rule each delivery is for, by the delivery's number
    static DeliveryLoad start(Settings settings, int count, int perSecond, IntUnaryOperator rules) {
        return new DeliveryLoad(settings, count, perSecond, rules);
    }

    /// The name of a rule.
    static String rule(int number) {
        return "rule-" + number;
    }

    private void write(Settings settings, int count, int perSecond, IntUnaryOperator rules) {
        try (var producer =
                new KafkaProducer<byte[], byte[]>(
                        KafkaClients.producer(settings, "delivery-load"))) {
            long began = System.nanoTime();
            for (int number = 0; number < count && !stopping; number++) {
                long due = began + number * 1_000_000_000L / perSecond;
                while (due - System.nanoTime() > 0) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                Delivery delivery = delivery(number, rule(rules.applyAsInt(number)));
                written.add(delivery.id());
                var _ =
                        producer.send(
                                new ProducerRecord<>(
                                        Topic.DELIVERIES.topicName(),
                                        null,
                                        DeliveryRecords.key(delivery),
                                        delivery.body(),
                                        DeliveryRecords.headers(delivery)));
            }
        }
    }

    private static Delivery delivery(int number, String rule) {
        var event = new EventKey(ACCOUNT, "default", "event-" + number);
        var target = new TargetKey(ACCOUNT, "default", rule, "hook");
        String body =
                """
                {"specversion":"1.0","id":"event-%d","source":"acs.dataworks",\
                "type":"dataworks:FileChange:CommitFile","data":{"projectId":80006}}\
                """
                        .formatted(number);
        return new Delivery(
                DeliveryId.of(event, target, null),
                target,
                "",
                event,
                "acs.dataworks",
                "dataworks:FileChange:CommitFile",
                Instant.now(),
                0,
                0,
                List.of(),
                "",
                false,
                body.getBytes(StandardCharsets.UTF_8));
    }

    /// The ids of the deliveries that were written so far.
    Set<String> written() {
        return written;
    }

    /// Returns when all is written and acknowledged.
    void await() throws InterruptedException {
        thread.join();
    }

    /// Writes no more; returns when what was written is acknowledged.
    void stop() {
        stopping = true;
        try {
            await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }
}
