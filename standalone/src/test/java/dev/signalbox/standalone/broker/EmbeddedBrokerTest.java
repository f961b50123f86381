package dev.signalbox.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class EmbeddedBrokerTest {
    private static final String LOOPBACK = "127.0.0.1";
    private static final TopicPartition TOPIC = new TopicPartition("register", 0);

    @TempDir Path data;

    @Test
    void recordsAreThereAgainAfterARestart() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, LOOPBACK, 0)) {
            produce(broker.bootstrapServers(), "one", "two");
        }

        try (EmbeddedBroker broker = EmbeddedBroker.start(data, LOOPBACK, 0)) {
            assertThat(consume(broker.bootstrapServers(), 2)).containsExactly("one", "two");
        }
    }

    @Test
    void acknowledgedRecordsSurviveAKill() throws Exception {
        Process process = brokerProcess();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.readLine()).isEqualTo("acknowledged");
        } finally {
            process.destroyForcibly().waitFor();
        }

        try (EmbeddedBroker broker = EmbeddedBroker.start(data, LOOPBACK, 0)) {
            assertThat(consume(broker.bootstrapServers(), 2)).containsExactly("one", "two");
        }
    }

    /// The wait would be nine seconds, at each start.
    @Test
    void restartDoesNotWaitForTheSessionOfTheBrokerBefore() {
        EmbeddedBroker.start(data, LOOPBACK, 0).close();

        List<String> told =
                registrationDuring(() -> EmbeddedBroker.start(data, LOOPBACK, 0).close());

        assertThat(told)
                .anyMatch(message -> message.contains("Successfully registered"))
                .noneMatch(message -> message.contains("Unable to register"));
    }

    @Test
    void freePortIsTold() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, LOOPBACK, 0)) {
            assertThat(broker.bootstrapServers()).matches("127\\.0\\.0\\.1:[1-9]\\d*");
        }
    }

    @Test
    void portIsFreeAgainAfterClose() {
        EmbeddedBroker first = EmbeddedBroker.start(data, LOOPBACK, 0);
        int port = Integer.parseInt(first.bootstrapServers().split(":", -1)[1]);
        first.close();
        first.close();

        try (EmbeddedBroker second = EmbeddedBroker.start(data, LOOPBACK, port)) {
            assertThat(second.bootstrapServers()).isEqualTo(first.bootstrapServers());
        }
    }

    @Test
    void takenPortIsToldWithItsSetting() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> EmbeddedBroker.start(data, LOOPBACK, other.getLocalPort()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(LOOPBACK + ":" + other.getLocalPort())
                    .hasMessageContaining("SIGNALBOX_KAFKA");
        }
    }

    @Test
    void addressThatNoClientCanReachIsRefused() {
        assertThatThrownBy(() -> EmbeddedBroker.start(data, "0.0.0.0", 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("SIGNALBOX_KAFKA");
    }

    @Test
    void directoryInUseIsToldWithItsSetting() {
        try (EmbeddedBroker first = EmbeddedBroker.start(data, LOOPBACK, 0)) {
            assertThatThrownBy(() -> EmbeddedBroker.start(data, LOOPBACK, 0))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(data.toString())
                    .hasMessageContaining("SIGNALBOX_DATA");
            assertThat(first.bootstrapServers()).isNotEmpty();
        }
    }

    @Test
    void fileInPlaceOfTheDirectoryIsToldWithItsSetting() throws IOException {
        Path file = Files.writeString(data.resolve("file"), "");

        assertThatThrownBy(() -> EmbeddedBroker.start(file, LOOPBACK, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("SIGNALBOX_DATA");
    }

    @Test
    void directoryIsFreeAgainAfterAFailedStart() throws IOException {
        Path directory = data.resolve("broker");
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int taken = other.getLocalPort();
            assertThatThrownBy(() -> EmbeddedBroker.start(directory, LOOPBACK, taken))
                    .isInstanceOf(IllegalStateException.class);
        }

        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, LOOPBACK, 0)) {
            assertThat(broker.bootstrapServers()).isNotEmpty();
        }
    }

    /// A broker in a process of its own, which says so when two records are acknowledged.
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws Exception {
            try (EmbeddedBroker broker = EmbeddedBroker.start(Path.of(arguments[0]), LOOPBACK, 0)) {
                produce(broker.bootstrapServers(), "one", "two");
                System.out.println("acknowledged");
                Thread.sleep(Duration.ofMinutes(2));
            }
        }
    }

    private Process brokerProcess() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        data.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void produce(String bootstrapServers, String... values) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(TOPIC.topic(), 1, (short) 1))).all().get();
        }
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers, "acks", "all"),
                        new StringSerializer(),
                        new StringSerializer())) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(TOPIC.topic(), value)).get();
            }
        }
    }

    private static List<String> consume(String bootstrapServers, int count) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", bootstrapServers),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            consumer.assign(List.of(TOPIC));
            consumer.seekToBeginning(List.of(TOPIC));
            while (values.size() < count) {
                consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(record.value()));
            }
        }
        return values;
    }

    /// What Kafka logs of the registration of a broker while something runs.
    private static List<String> registrationDuring(Runnable work) {
        Logger logger = Logger.getLogger("org.apache.kafka.server.BrokerLifecycleManager");
        Level level = logger.getLevel();
        List<String> messages = new CopyOnWriteArrayList<>();
        Handler handler =
                new Handler() {
                    @Override
                    public void publish(LogRecord record) {
                        messages.add(record.getMessage());
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        logger.setLevel(Level.INFO);
        logger.addHandler(handler);
        try {
            work.run();
        } finally {
            logger.removeHandler(handler);
            logger.setLevel(level);
        }
        return messages;
    }
}
