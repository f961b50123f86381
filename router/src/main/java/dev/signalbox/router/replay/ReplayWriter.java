package dev.signalbox.router.replay;

import dev.signalbox.contract.replay.Replay;
import dev.signalbox.contract.replay.ReplayKey;
import dev.signalbox.contract.replay.ReplayProgress;
import dev.signalbox.contract.replay.ReplayRecords;
import dev.signalbox.contract.topic.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// The writer of one run of a replay: deliveries to `signalbox.replayed`, its progress and its end
/// to `signalbox.replays`.
///
/// A progress may be written only when all deliveries that it counts have been acknowledged
/// ([#flush]): the next runner relies on that.
///
/// Used by the thread of its run; acknowledgements come on the producer's thread.
final class ReplayWriter {
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final Producer<byte[], byte[]> producer;
    private final ReplayKey key;
    private final Map<Integer, Long> replayed;
    private volatile @Nullable Exception failure;

    /// @param replayed by partition of `signalbox.replayed`: the offset from which on this run's
    ///   deliveries lie
    ReplayWriter(Producer<byte[], byte[]> producer, ReplayKey key, Map<Integer, Long> replayed) {
        this.producer = producer;
        this.key = key;
        this.replayed = new HashMap<>(replayed);
    }

    /// Sends a delivery.
    ///
    /// @param target the target's key
    void send(byte[] target, byte[] event, Headers headers) {
        var _ =
                producer.send(
                        new ProducerRecord<>(
                                Topic.REPLAYED.topicName(), null, null, target, event, headers),
                        (metadata, fault) -> {
                            if (fault == null) {
                                acknowledged(metadata);
                            } else {
                                failure = fault;
                            }
                        });
    }

    private void acknowledged(RecordMetadata metadata) {
        synchronized (replayed) {
            replayed.merge(metadata.partition(), metadata.offset() + 1, Math::max);
        }
    }

    /// Returns when everything sent is acknowledged.
    ///
    /// @throws KafkaException when something was not
    void flush() {
        producer.flush();
        check();
    }

    /// @throws KafkaException when a delivery could not be sent
    void check() {
        Exception fault = failure;
        if (fault != null) {
            throw new KafkaException("a delivery of a replay could not be sent", fault);
        }
    }

    /// By partition of `signalbox.replayed`: the offset after which the next deliveries will lie.
    Map<Integer, Long> replayed() {
        synchronized (replayed) {
            return Map.copyOf(replayed);
        }
    }

    /// Writes a progress, without waiting for the acknowledgement.
    Future<RecordMetadata> write(ReplayProgress progress) {
        return producer.send(
                new ProducerRecord<>(
                        Topic.REPLAYS.topicName(),
                        ReplayRecords.key(key.progress()),
                        ReplayRecords.write(progress)),
                (_, fault) -> {
                    if (fault != null) {
                        failure = fault;
                    }
                });
    }

    /// Writes a progress and waits for the acknowledgement.
    ///
    /// @return the offset after it
    long writeNow(ReplayProgress progress) {
        return await(write(progress));
    }

    /// Writes the replay and waits for the acknowledgement.
    void writeNow(Replay replay) {
        var _ =
                await(
                        producer.send(
                                new ProducerRecord<>(
                                        Topic.REPLAYS.topicName(),
                                        ReplayRecords.key(key.toString()),
                                        ReplayRecords.write(replay))));
    }

    private static long await(Future<RecordMetadata> written) {
        try {
            return written.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS).offset() + 1;
        } catch (ExecutionException e) {
            throw new KafkaException("a record of a replay could not be written", e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException("a record of a replay was not acknowledged in time", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
