package dev.signalbox.notifier.attempt;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes records to Kafka, and reports when Kafka has them.
///
/// It never gives up: the producer itself tries for ever while Kafka is away, and what it refuses
/// for another reason is handed to it again every second. No thread waits for it; how much it may
/// hold is bounded by those who write, since no delivery is settled before its records are
/// acknowledged.
///
/// Called by any thread; acknowledgements come on the producer's thread.
public final class RecordWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RecordWriter.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration CLOSE = Duration.ofSeconds(1);

    private final Producer<byte[], byte[]> producer;
    private final ScheduledExecutorService again =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("signalbox-notifier-again").daemon().factory());

    /// @param producer acknowledges a record when Kafka has it
    public RecordWriter(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    /// Writes records and calls back when all of them are acknowledged.
    public void write(List<ProducerRecord<byte[], byte[]>> records, Runnable acknowledged) {
        if (records.size() == 1) {
            send(records.getFirst(), acknowledged);
            return;
        }
        var missing = new AtomicInteger(records.size());
        for (ProducerRecord<byte[], byte[]> item : records) {
            send(
                    item,
                    () -> {
                        if (missing.decrementAndGet() == 0) {
                            acknowledged.run();
                        }
                    });
        }
    }

    private void send(ProducerRecord<byte[], byte[]> item, Runnable acknowledged) {
        try {
            var _ =
                    producer.send(
                            item,
                            (metadata, failure) -> {
                                if (failure == null) {
                                    acknowledged.run();
                                } else {
                                    sendAgain(item, acknowledged, failure);
                                }
                            });
        } catch (RuntimeException e) {
            sendAgain(item, acknowledged, e);
        }
    }

    private void sendAgain(
            ProducerRecord<byte[], byte[]> item, Runnable acknowledged, Exception failure) {
        LOG.atWarn()
                .addKeyValue("topic", item.topic())
                .addKeyValue("reason", failure.getMessage())
                .log("Kafka did not take a record, trying again");
        try {
            var _ =
                    again.schedule(
                            () -> send(item, acknowledged),
                            PAUSE.toMillis(),
                            TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // Closing: the delivery is not settled, and so is read again at the next start.
        }
    }

    @Override
    public void close() {
        again.shutdownNow();
        producer.close(CLOSE);
    }
}
