package dev.signalbox.console.delivery;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.delivery.RedriveMark;
import dev.signalbox.contract.health.Destination;
import dev.signalbox.contract.health.HealthBook;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.web.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sender of redriven deliveries: each dead letter is sent as the delivery it was, with all
/// attempts ahead of it, and a mark behind the dead letter records that.
///
/// The delivery is written before the mark: a crash between the two repeats a delivery under the
/// same id, and loses none. A transaction over both would not help, since notifiers read deliveries
/// before they are committed. One redrive runs at a time, so that two callers do not send the same.
/// When two consoles do, the delivery names the dead letter it came from, and the notifier
/// recognizes the second as a duplicate.
final class Redriver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Redriver.class);
    private static final Duration SEND_TIMEOUT = Duration.ofMillis(3_500);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /// How long the sending may take; the rest is reported as more.
    private static final Duration TIME = Duration.ofSeconds(8);

    private static final int BATCH = 500;
    private static final long BATCH_BYTES = 4 << 20;

    /// How many skipped dead letters are reported one by one.
    private static final int MOST_REPORTED = 100;

    private final DeadLetterReader deadLetters;
    private final Rulebook rules;
    private final HealthBook targets;
    private final Producer<byte[], byte[]> producer;
    private final InstantSource clock;
    private final ReentrantLock turn = new ReentrantLock();

    /// A dead letter that was not sent again, and why.
    record Skipped(String id, String reason) {}

    /// The result of a redrive.
    ///
    /// @param redriven how many dead letters were sent again
    /// @param more whether there may be more, for another redrive
    /// @param notFound ids of which there is no dead letter
    /// @param skipped the first hundred dead letters that were not sent
    /// @param skippedInAll how many were not sent
    record Result(
            int redriven,
            boolean more,
            List<String> notFound,
            List<Skipped> skipped,
            int skippedInAll) {}

    /// @param producer writes deliveries and marks, acknowledged by all in-sync replicas; closed
    ///   with this
    Redriver(
            DeadLetterReader deadLetters,
            Rulebook rules,
            HealthBook targets,
            Producer<byte[], byte[]> producer,
            InstantSource clock) {
        this.deadLetters = deadLetters;
        this.rules = rules;
        this.targets = targets;
        this.producer = producer;
        this.clock = clock;
    }

    /// Makes the producer that a redrive needs.
    static Producer<byte[], byte[]> producer(Settings settings) {
        Map<String, Object> config =
                KafkaClients.promptProducer(settings, "signalbox-console-redrive");
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, SEND_TIMEOUT.toMillis());
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) REQUEST_TIMEOUT.toMillis());
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) SEND_TIMEOUT.toMillis());
        return new KafkaProducer<>(config);
    }

    /// Sends dead letters again, the newest ones when there are more than the limit; those of each
    /// target in the order in which they died.
    ///
    /// @param again whether those that were sent again before are sent once more
    /// @throws ApiException 409 when the time was too short to find one; 429 while another redrive
    ///   runs; 503 when Kafka does not accept them
    Result redrive(DeadLetterFilter filter, int limit, boolean again) {
        if (!turn.tryLock()) {
            throw new ApiException(
                    429,
                    "TooManyRequests",
                    "another redrive is running; send this one again when it is done",
                    RETRY_AFTER);
        }
        try {
            return redriveNow(filter, limit, again);
        } finally {
            turn.unlock();
        }
    }

    /// Finds what a redrive would send, and sends nothing.
    ///
    /// @throws ApiException 409 when the time was too short to find one
    RedrivePlan plan(DeadLetterFilter filter, int limit, boolean again) {
        var skipped = new HashMap<String, Long>();
        DeadLetterReader.Found found =
                deadLetters.search(
                        filter,
                        limit,
                        location -> {
                            String reason =
                                    isRedriven(location, again)
                                            ? "was sent again and has not died since"
                                            : reasonAgainst(location);
                            if (reason != null) {
                                skipped.merge(reason, 1L, Long::sum);
                            }
                            return reason == null;
                        });
        if (found.deadLetters().isEmpty() && skipped.isEmpty() && found.searchedBackTo() != null) {
            throw DeadLetterReader.tooLong(found.searchedBackTo());
        }
        return RedrivePlan.of(found, skipped);
    }

    private Result redriveNow(DeadLetterFilter filter, int limit, boolean again) {
        var skipped = new Skips();
        DeadLetterReader.Found found =
                deadLetters.search(
                        filter,
                        limit,
                        location ->
                                skipped.take(
                                        location,
                                        isRedriven(location, again)
                                                ? "was sent again at %s and has not died since"
                                                        .formatted(location.redriven())
                                                : reasonAgainst(location)));
        if (found.deadLetters().isEmpty() && skipped.count == 0 && found.searchedBackTo() != null) {
            throw DeadLetterReader.tooLong(found.searchedBackTo());
        }
        var sending = new Sending();
        boolean all = deadLetters.pick(TIME, found.deadLetters(), sending::take);
        sending.send();
        return new Result(
                sending.sent,
                found.more() || !all,
                found.missing(),
                skipped.reported,
                skipped.count);
    }

    private static boolean isRedriven(DeadLetterLocation location, boolean again) {
        return location.redriven() != null && !again;
    }

    private @Nullable String reasonAgainst(DeadLetterLocation location) {
        return switch (Destination.find(rules, targets, location.target(), location.contact())) {
            case Destination.Here _ -> null;
            case Destination.Disabled disabled -> disabled.reason();
            case Destination.Gone gone -> gone.reason();
        };
    }

    /// The dead letters that are not sent.
    private static final class Skips {
        private final List<Skipped> reported = new ArrayList<>();
        private int count;

        /// Skips a dead letter for a reason; returns true when there is none.
        boolean take(DeadLetterLocation location, @Nullable String reason) {
            if (reason == null) {
                return true;
            }
            count++;
            if (reported.size() < MOST_REPORTED) {
                reported.add(new Skipped(location.id(), reason));
            }
            return false;
        }
    }

    /// The dead letters that are sent, in batches.
    private final class Sending {
        private final List<DeadLetterLocation> locations = new ArrayList<>();
        private final List<Delivery> batch = new ArrayList<>();
        private long bytes;
        private int sent;

        void take(DeadLetterLocation location, ConsumerRecord<byte[], byte[]> item) {
            DeadLetter deadLetter = deadLetters.deadLetter(location, item);
            if (deadLetter == null) {
                return;
            }
            locations.add(location);
            batch.add(deadLetter.delivery().redriven(rules.position()));
            bytes += item.serializedValueSize();
            if (batch.size() >= BATCH || bytes >= BATCH_BYTES) {
                send();
            }
        }

        void send() {
            var deliveries = new ArrayList<ProducerRecord<byte[], byte[]>>();
            for (int i = 0; i < batch.size(); i++) {
                Delivery delivery = batch.get(i);
                DeadLetterLocation location = locations.get(i);
                deliveries.add(
                        new ProducerRecord<>(
                                Topic.DELIVERIES.topicName(),
                                null,
                                DeliveryRecords.key(delivery),
                                delivery.body(),
                                DeliveryRecords.headersForRedrive(
                                        delivery, location.offset(), location.redriven())));
            }
            write(deliveries);
            Instant now = clock.instant();
            var marks = new ArrayList<ProducerRecord<byte[], byte[]>>();
            for (int i = 0; i < batch.size(); i++) {
                DeadLetterLocation location = locations.get(i);
                marks.add(
                        new ProducerRecord<>(
                                location.partition().topic(),
                                location.partition().partition(),
                                DeliveryRecords.key(batch.get(i)),
                                null,
                                new RedriveMark(location.id(), location.offset(), now).headers()));
            }
            write(marks);
            sent += batch.size();
            locations.clear();
            batch.clear();
            bytes = 0;
        }

        private void write(List<ProducerRecord<byte[], byte[]>> records) {
            try {
                var written = new ArrayList<Future<RecordMetadata>>();
                for (ProducerRecord<byte[], byte[]> item : records) {
                    written.add(producer.send(item));
                }
                producer.flush();
                for (Future<RecordMetadata> one : written) {
                    one.get();
                }
            } catch (KafkaException | ExecutionException e) {
                LOG.atWarn()
                        .addKeyValue("reason", String.valueOf(e.getMessage()))
                        .log("Kafka did not accept redriven deliveries");
                throw unavailable();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw unavailable();
            }
        }

        private ApiException unavailable() {
            return new ApiException(
                    503,
                    "ServiceUnavailable",
                    ("Kafka does not accept deliveries now; %d dead letters were sent again, and"
                                    + " %d more perhaps; send the redrive again")
                            .formatted(sent, batch.size()),
                    RETRY_AFTER);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
