package dev.signalbox.ingest;

import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaClients;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes events to `signalbox.events`, and waits until all in-sync replicas have them.
///
/// With Kafka away a sender gets an answer within five seconds: 1.5 to find a place for the record,
/// 3 to have it written.
final class EventWriter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventWriter.class);

    private final Producer<byte[], byte[]> producer;
    private final Rulebook rulebook;
    private final AtomicBoolean failing = new AtomicBoolean();

    EventWriter(Producer<byte[], byte[]> producer, Rulebook rulebook) {
        this.producer = producer;
        this.rulebook = rulebook;
    }

    static Map<String, Object> producerConfig(Settings settings) {
        Map<String, Object> config = KafkaClients.promptProducer(settings, "signalbox-ingest");
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_500);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 3_000);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_500);
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 << 10);
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L << 20);
        return config;
    }

    /// Hands an event to Kafka's client.
    Future<RecordMetadata> send(Event event) {
        try {
            return producer.send(event.toRecord(rulebook.position()));
        } catch (KafkaException | IllegalStateException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /// Waits until it is written.
    IngestResult await(String id, Future<RecordMetadata> sent) {
        try {
            sent.get();
            if (failing.get() && failing.compareAndSet(true, false)) {
                log.atInfo().log("Kafka takes events again");
            }
            return new IngestResult.Accepted(id);
        } catch (ExecutionException e) {
            return failed(id, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new IngestResult.Refused(id, "this server is closing");
        }
    }

    private IngestResult failed(String id, @Nullable Throwable cause) {
        if (cause instanceof RecordTooLargeException) {
            return new IngestResult.Rejected(
                    id, 413, "EventTooLarge", "the event is larger than Kafka is set up to take");
        }
        if (failing.compareAndSet(false, true)) {
            log.atWarn()
                    .addKeyValue("reason", String.valueOf(cause))
                    .log("Kafka does not take events; senders are asked to try again");
        }
        return new IngestResult.Refused(id, "the event could not be written; please send it again");
    }

    @Override
    public void close() {
        producer.close();
    }
}
