package dev.signalbox.console.change;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.contract.topic.Topic;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;

/// The change log on a topic. All consoles have the same transactional id for it, so that Kafka
/// lets only the one write that called [#takeOver] last; each change is a transaction.
final class KafkaChangeLog implements ChangeLog {
    private static final Duration PATIENCE = Duration.ofMillis(3_500);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(2);

    private final Settings settings;
    private final String writer;
    private final TopicPartition partition;
    private final Admin admin;
    private @Nullable Producer<byte[], byte[]> producer;

    /// @param topic has one partition
    /// @param writer the transactional id
    KafkaChangeLog(Settings settings, Topic topic, String writer) {
        this.settings = settings;
        this.writer = writer;
        partition = new TopicPartition(topic.topicName(), 0);
        admin = Admin.create(KafkaClients.admin(settings));
    }

    @Override
    public void takeOver() throws Unavailable {
        closeProducer();
        try {
            var next = new KafkaProducer<byte[], byte[]>(config());
            producer = next;
            next.initTransactions();
        } catch (KafkaException e) {
            closeProducer();
            throw new Unavailable(e);
        }
    }

    private Map<String, Object> config() {
        var config = KafkaClients.promptProducer(settings, writer);
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, writer);
        config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) PATIENCE.toMillis());
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) REQUEST_TIMEOUT.toMillis());
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        return config;
    }

    @Override
    public long end() throws Unavailable {
        var options =
                new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)
                        .timeoutMs((int) PATIENCE.toMillis());
        try {
            return admin.listOffsets(Map.of(partition, OffsetSpec.latest()), options)
                    .partitionResult(partition)
                    .get()
                    .offset();
        } catch (ExecutionException | KafkaException e) {
            throw new Unavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable(e);
        }
    }

    @Override
    public long append(String key, byte @Nullable [] value) throws Fenced, Unavailable {
        Producer<byte[], byte[]> open = producer;
        if (open == null) {
            throw new IllegalStateException("takeOver() comes first");
        }
        try {
            open.beginTransaction();
            Future<RecordMetadata> sent =
                    open.send(
                            new ProducerRecord<>(
                                    partition.topic(),
                                    partition.partition(),
                                    key.getBytes(UTF_8),
                                    value));
            open.commitTransaction();
            return sent.get().offset() + 1;
        } catch (KafkaException | ExecutionException e) {
            closeProducer();
            if (isFenced(e)) {
                throw new Fenced(e);
            }
            throw new Unavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closeProducer();
            throw new Unavailable(e);
        }
    }

    /// Whether Kafka refused the writer's epoch, or has forgotten the writer, as it does after
    /// seven days without a change.
    private static boolean isFenced(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProducerFencedException
                    || cause instanceof InvalidProducerEpochException
                    || cause instanceof InvalidPidMappingException) {
                return true;
            }
        }
        return false;
    }

    private void closeProducer() {
        Producer<byte[], byte[]> old = producer;
        producer = null;
        if (old != null) {
            try {
                old.close(Duration.ZERO);
            } catch (InterruptException e) {
                Thread.currentThread().interrupt();
            } catch (KafkaException e) {
                // It is of no more use, whatever state it is in.
            }
        }
    }

    @Override
    public void close() {
        closeProducer();
        admin.close(Duration.ZERO);
    }
}
