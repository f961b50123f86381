package dev.signalbox.standalone.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The codecs of Kafka, two of which are newer here than those that it was built with.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompressionTest {
    private static final String TEXT = "an event that says the same again and again. ".repeat(500);

    private EmbeddedBroker broker;

    @BeforeAll
    void startBroker(@TempDir Path data) {
        broker = EmbeddedBroker.start(data, "127.0.0.1", 0);
    }

    @AfterAll
    void stopBroker() {
        broker.close();
    }

    /// The broker unpacks what comes and packs it with the topic's codec.
    @ParameterizedTest
    @CsvSource({"gzip, zstd", "snappy, lz4", "lz4, snappy", "zstd, gzip", "lz4, lz4", "zstd, zstd"})
    void whatOneCodecPacksIsReadAlsoWhenTheTopicHasAnother(String sent, String kept)
            throws Exception {
        String topic = sent + "-" + kept;
        create(topic, kept);

        double rate = send(topic, sent);

        assertThat(rate).as("packed to").isBetween(0.001, 0.5);
        assertThat(read(topic)).isEqualTo(TEXT);
    }

    private void create(String topic, String codec) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            var asked =
                    new NewTopic(topic, Optional.of(1), Optional.empty())
                            .configs(Map.of("compression.type", codec));
            admin.createTopics(List.of(asked)).all().get();
        }
    }

    /// Returns the share of its size that it was packed to.
    private double send(String topic, String codec) throws Exception {
        try (var producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                broker.bootstrapServers(),
                                "compression.type",
                                codec),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, TEXT.getBytes(UTF_8))).get();
            return producer.metrics().values().stream()
                    .filter(metric -> metric.metricName().name().equals("compression-rate-avg"))
                    .filter(metric -> metric.metricName().group().equals("producer-metrics"))
                    .mapToDouble(metric -> (double) metric.metricValue())
                    .findFirst()
                    .orElseThrow();
        }
    }

    private String read(String topic) {
        try (var consumer =
                new KafkaConsumer<>(
                        Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            var partition = List.of(new TopicPartition(topic, 0));
            consumer.assign(partition);
            consumer.seekToBeginning(partition);
            for (int i = 0; i < 10; i++) {
                for (var item : consumer.poll(Duration.ofSeconds(1))) {
                    return new String(item.value(), UTF_8);
                }
            }
            throw new AssertionError("nothing came");
        }
    }
}
