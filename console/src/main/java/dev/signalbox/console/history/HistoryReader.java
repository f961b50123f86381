package dev.signalbox.console.history;

import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.contract.topic.UnreadableRecords;
import dev.signalbox.web.ApiException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The reader that answers questions about the past from topics.
///
/// There is no index, so a question costs what it reads. Therefore only a few are answered at one
/// time, each by a consumer of its own and within its time. A search whose time was too short says
/// so; it never claims that there is nothing. Safe for use by any thread.
public final class HistoryReader {
    /// How many questions are answered at one time; a further one is refused with a `Retry-After`.
    public static final int MOST_AT_ONCE = 4;

    /// How long a question may take.
    public static final Duration TIME = Duration.ofSeconds(4);

    private static final Duration FETCH_WAIT = Duration.ofMillis(10);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(HistoryReader.class);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final UnreadableRecords unreadable;
    private final InstantSource clock;
    private final Semaphore permits = new Semaphore(MOST_AT_ONCE);

    /// @param consumers opens a consumer for each question
    /// @param unreadable counts the records that cannot be read
    public HistoryReader(
            Supplier<Consumer<byte[], byte[]>> consumers,
            UnreadableRecords unreadable,
            InstantSource clock) {
        this.consumers = consumers;
        this.unreadable = unreadable;
        this.clock = clock;
    }

    /// Makes the reader of Kafka's topics.
    public static HistoryReader of(
            Settings settings, UnreadableRecords unreadable, InstantSource clock) {
        Map<String, Object> config = KafkaClients.consumer(settings, "signalbox-console-history");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 << 20);
        // A broker answers the requests of a connection in turn: a fetch that waits for records at
        // the end of a partition would hold up the next question.
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) FETCH_WAIT.toMillis());
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) TIME.toMillis());
        return new HistoryReader(() -> new KafkaConsumer<>(config), unreadable, clock);
    }

    /// Counts a record that cannot be read.
    public void unreadable(ConsumerRecord<byte[], byte[]> item) {
        unreadable.count(item.topic());
    }

    /// Answers a question within [#TIME].
    ///
    /// @throws ApiException 429 when too many are asked at once, 503 when Kafka cannot be read
    public <T> T ask(Function<HistoryScan, T> question) {
        return ask(TIME, question);
    }

    /// Answers a question.
    ///
    /// @param time how long that may take
    /// @throws ApiException 429 when too many are asked at once, 503 when Kafka cannot be read
    public <T> T ask(Duration time, Function<HistoryScan, T> question) {
        if (!permits.tryAcquire()) {
            throw new ApiException(
                    429,
                    "TooManyRequests",
                    "the history of events and deliveries answers %d questions at one time; ask again"
                            .formatted(MOST_AT_ONCE),
                    RETRY_AFTER);
        }
        try {
            Consumer<byte[], byte[]> consumer = consumers.get();
            try {
                return question.apply(
                        new HistoryScan(consumer, unreadable, clock, clock.instant().plus(time)));
            } finally {
                consumer.close(CloseOptions.timeout(RETRY_AFTER));
            }
        } catch (KafkaException e) {
            LOG.atWarn()
                    .addKeyValue("reason", String.valueOf(e.getMessage()))
                    .log("the event history cannot be read");
            throw new ApiException(
                    503,
                    "ServiceUnavailable",
                    "the event history cannot be read now; ask again",
                    RETRY_AFTER);
        } finally {
            permits.release();
        }
    }
}
