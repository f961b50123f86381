package dev.signalbox.ingest;

import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.ClientFaults;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.contract.topic.Topic;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes events to `signalbox.events`, and waits until all in-sync replicas have them.
///
/// With Kafka away a sender gets an answer within five seconds: 1.5 to find a place for the records
/// of its request, 3 to have them written. Kafka's client goes on for ten minutes with what it has:
/// if it gave up with the answer, whether Kafka has the event would stay unknown ([LateWrites]).
final class EventWriter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventWriter.class);
    private static final Duration ANSWER = Duration.ofSeconds(3);
    private static final Duration LAST_WRITES = Duration.ofSeconds(3);

    private final Producer<byte[], byte[]> producer;
    private final Rulebook rulebook;

    /// Counted once: with all brokers away, Kafka's client forgets it.
    private final int partitions;

    private final AtomicBoolean failing = new AtomicBoolean();
    private final LateWrites late = new LateWrites();

    EventWriter(Producer<byte[], byte[]> producer, Rulebook rulebook) {
        this.producer = producer;
        this.rulebook = rulebook;
        this.partitions = Math.max(1, producer.partitionsFor(Topic.EVENTS.topicName()).size());
    }

    static Map<String, Object> producerConfig(Settings settings) {
        Map<String, Object> config = KafkaClients.promptProducer(settings, "signalbox-ingest");
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_500);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 600_000);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_500);
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 << 10);
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L << 20);
        return config;
    }

    /// The events of one request on their way to Kafka. For one thread.
    final class Request {
        private final CounterDataPoint unanswered;
        private @Nullable Future<RecordMetadata> blocked;
        private long endNanos;

        private Request(CounterDataPoint unanswered) {
            this.unanswered = unanswered;
        }

        /// Hands an event to Kafka's client.
        ///
        /// @param trace the context of the hop; empty for none
        Future<RecordMetadata> send(Event event, String trace) {
            if (blocked != null) {
                return blocked;
            }
            Future<RecordMetadata> sent = handOver(event, trace);
            if (sent.state() == Future.State.FAILED
                    && sent.exceptionNow() instanceof TimeoutException) {
                blocked = sent; // the others of the request would wait as long
            }
            endNanos = System.nanoTime() + ANSWER.toNanos();
            return sent;
        }

        /// Waits until it is written.
        IngestResult await(Event event, Future<RecordMetadata> sent) {
            String id = event.key().id();
            try {
                sent.get(Math.max(0, endNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (failing.get() && failing.compareAndSet(true, false)) {
                    log.atInfo().log("Kafka takes events again");
                }
                return new IngestResult.Accepted(id);
            } catch (ExecutionException e) {
                return failed(id, e.getCause());
            } catch (java.util.concurrent.TimeoutException e) {
                late.add(partition(event), event.json().length, sent, unanswered);
                return failed(id, new TimeoutException("no answer within " + ANSWER));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new IngestResult.Refused(id, "this server is closing");
            }
        }
    }

    /// Begins with the events of a request.
    ///
    /// @param unanswered counts those that Kafka takes after their sender was told to try again
    Request request(CounterDataPoint unanswered) {
        return new Request(unanswered);
    }

    private Future<RecordMetadata> handOver(Event event, String trace) {
        try {
            if (!late.isEmpty() && late.isFull(partition(event))) {
                return CompletableFuture.failedFuture(
                        new TimeoutException("too many events wait for Kafka"));
            }
            return producer.send(event.toRecord(rulebook.position(), trace));
        } catch (KafkaException | IllegalStateException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private int partition(Event event) {
        return Topic.partitionOf(event.key().toBytes(), partitions);
    }

    private IngestResult failed(String id, @Nullable Throwable cause) {
        if (cause instanceof RecordTooLargeException) {
            return new IngestResult.Rejected(
                    id, 413, "EventTooLarge", "the event is larger than Kafka is set up to take");
        }
        if (failing.compareAndSet(false, true)) {
            log.atWarn()
                    .addKeyValue(
                            "reason", cause == null ? "unknown" : ClientFaults.orMessage(cause))
                    .log("Kafka does not take events; senders are asked to try again");
        }
        return new IngestResult.Refused(id, "the event could not be written; please send it again");
    }

    /// Waits a short time for what is being written.
    @Override
    public void close() {
        producer.close(LAST_WRITES);
    }
}
