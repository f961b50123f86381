package dev.signalbox.history;

import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaClients;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/// The consumers that read history: in no group, and never moved by Kafka to another offset when
/// the one they read at is gone.
public final class HistoryConsumer {
    private static final int MOST_RECORDS_AT_ONCE = 2_000;
    private static final int MOST_BYTES_AT_ONCE = 8 << 20;

    private HistoryConsumer() {}

    /// Opens a consumer.
    ///
    /// @param patience how long a call may wait for Kafka
    public static Consumer<byte[], byte[]> open(
            Settings settings, String clientId, Duration patience) {
        Map<String, Object> config = KafkaClients.consumer(settings, clientId);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_RECORDS_AT_ONCE);
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, MOST_BYTES_AT_ONCE);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
        return new KafkaConsumer<>(config);
    }
}
