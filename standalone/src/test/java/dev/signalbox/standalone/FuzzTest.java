package dev.signalbox.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.standalone.broker.EmbeddedBroker;
import dev.signalbox.standalone.client.ApiClient;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Broken requests and broken records harm only their sender: every request gets an answer that is
/// no fault of the server and shows nothing of its insides, and events go on to arrive.
///
/// `-Dsignalbox.fuzz.inputs` says how many requests are sent (1,000), and a fourth as many records
/// written; `-Dsignalbox.fuzz.seed` makes others of them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FuzzTest {
    private static final int INPUTS = Integer.getInteger("signalbox.fuzz.inputs", 1_000);
    private static final long SEED = Long.getLong("signalbox.fuzz.seed", 20_261_201L);

    /// Some answers take seconds: searches of the history.
    private static final int SENDERS = 16;

    private static final Duration LONGEST = Duration.ofMinutes(1);

    /// What only a stack trace, or a message that was never meant for a caller, holds.
    private static final Pattern INSIDES =
            Pattern.compile(
                    "\\tat |Exception|[^.]\\b(java|javax|jdk|sun|io|com|org|dev)\\.[a-z]+\\.[a-z.]*[A-Z]\\w+"
                            + "|jackson|helidon|StackOverflow|OutOfMemory|see server log",
                    Pattern.CASE_INSENSITIVE);

    private final ConcurrentLinkedQueue<String> traces = new ConcurrentLinkedQueue<>();
    private final Handler log =
            new Handler() {
                @Override
                public void publish(LogRecord record) {
                    if (record.getThrown() != null) {
                        traces.add(record.getLoggerName() + ": " + record.getThrown());
                    }
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    private EmbeddedBroker broker;
    private Rooms rooms;
    private ApiClient api;

    @BeforeAll
    void start(@TempDir Path data) {
        broker = EmbeddedBroker.start(data.resolve("kafka"), "127.0.0.1", 0);
        rooms =
                Rooms.start(
                        Settings.forStandalone(
                                Map.of(
                                        "SIGNALBOX_KAFKA",
                                        broker.bootstrapServers(),
                                        "SIGNALBOX_HTTP",
                                        "127.0.0.1:0",
                                        "SIGNALBOX_DATA",
                                        data.toString(),
                                        "SIGNALBOX_TARGET_NETWORKS",
                                        "127.0.0.0/8",
                                        "SIGNALBOX_BACKOFF_RETRY",
                                        "PT0.1S/PT0.2S")));
        api = new ApiClient(rooms.address());
        Logger.getLogger("").addHandler(log);
    }

    @AfterAll
    void stop() {
        Logger.getLogger("").removeHandler(log);
        api.close();
        rooms.close();
        broker.close();
    }

    @Test
    void brokenRequestsAreAnsweredAndShowNothingOfTheInside() throws Exception {
        var faults = new ArrayList<String>();
        for (HostileRequests.Request right : HostileRequests.valid()) {
            String answer = send(right);
            if (!answer.matches("(?s)HTTP/1.1 (20[0-4]|404|409) .*")) {
                faults.add("%s\n  %s".formatted(shown(right), answer));
            }
        }
        var requests = new HostileRequests(new SplittableRandom(SEED));

        var answers = new ArrayList<Future<String>>();
        try (var senders = Executors.newFixedThreadPool(SENDERS)) {
            for (int i = 0; i < INPUTS; i++) {
                HostileRequests.Request request = requests.next();
                answers.add(
                        senders.submit(() -> {
                            String fault = faultOf(send(request));
                            return fault.isEmpty() ? "" : shown(request) + "\n  " + fault;
                        }));
            }
            for (Future<String> answer : answers) {
                if (!answer.get().isEmpty()) {
                    faults.add(answer.get());
                }
            }
        }

        assertThat(faults).as("seed %d", SEED).isEmpty();
        assertThat(traces).as("seed %d: stack traces in the log", SEED).isEmpty();
        assertEventsArrive("701");
    }

    @Test
    void brokenRecordsInAnyTopicStopNobody() throws Exception {
        fillEveryTopic();
        List<ConsumerRecord<byte[], byte[]>> records = recordsOfAllTopics();
        assertThat(records)
                .extracting(ConsumerRecord::topic)
                .contains(
                        Topic.EVENTS.topicName(),
                        Topic.RULES.topicName(),
                        Topic.DELIVERIES.topicName(),
                        Topic.RETRIES.topicName(),
                        Topic.DEAD_LETTERS.topicName(),
                        Topic.OUTCOMES.topicName(),
                        Topic.USAGE.topicName());

        writeSpoiled(records);

        assertEventsArrive("702");
        assertThat(traces).as("seed %d: stack traces in the log", SEED).isEmpty();
        for (HostileRequests.Request request : HostileRequests.valid()) {
            assertThat(faultOf(send(request))).as(request.path()).isEmpty();
        }
    }

    /// An account of its own, whose rules and quotas no broken record names.
    private void assertEventsArrive(String account) throws Exception {
        assertThat(api.get("/health/ready").status()).isEqualTo(200);
        try (var receiver = Receiver.start()) {
            rule(account, "all", receiver.url("/hook"));
            for (int i = 0; i < 50; i++) {
                event(account, "event-" + i); // more than there are partitions
            }
            await().atMost(LONGEST)
                    .untilAsserted(
                            () -> assertThat(receiver.taken()).as("seed %d", SEED).hasSize(50));
        }
    }

    private void fillEveryTopic() throws Exception {
        try (var failing = Receiver.answering(call -> call.path().equals("/later") ? 503 : 400)) {
            rule("200", "dead", failing.url("/dead"));
            rule("200", "later", failing.url("/later"));
            event("200", "first");
            await().atMost(LONGEST).until(() -> failing.calls().size() >= 2);
        }
        try (var receiver = Receiver.start()) {
            rule("201", "taken", receiver.url("/taken"));
            event("201", "first");
            await().atMost(LONGEST)
                    .until(() ->
                            api.get("/api/usage?account=201").body().contains("\"delivered\":1"));
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> recordsOfAllTopics() {
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        try (var consumer =
                new KafkaConsumer<>(
                        kafka(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = new ArrayList<TopicPartition>();
            for (Topic topic : Topic.values()) {
                consumer.partitionsFor(topic.topicName())
                        .forEach(p -> partitions.add(new TopicPartition(p.topic(), p.partition())));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            await().atMost(LONGEST)
                    .until(() -> {
                        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
                        return partitions.stream()
                                .allMatch(p -> consumer.position(p) >= requireNonNull(ends.get(p)));
                    });
        }
        return records;
    }

    private void writeSpoiled(List<ConsumerRecord<byte[], byte[]>> records) {
        var random = new SplittableRandom(SEED);
        var mutation = new Mutation(random);
        try (var producer =
                new KafkaProducer<>(
                        kafka(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < INPUTS / 4; i++) {
                ConsumerRecord<byte[], byte[]> right = records.get(random.nextInt(records.size()));
                byte[] key = right.key();
                byte[] value = right.value();
                var headers = new RecordHeaders(right.headers().toArray());
                int what = random.nextInt(10);
                if (what < 6 && value != null) {
                    value = mutation.of(value);
                } else if (what < 8 && key != null) {
                    key = mutation.of(key);
                } else if (what == 8) {
                    value = null;
                } else {
                    right.headers()
                            .forEach(header -> {
                                headers.remove(header.key());
                                headers.add(header.key(), mutation.of(header.value()));
                            });
                }
                var _ =
                        producer.send(
                                new ProducerRecord<>(
                                        right.topic(), right.partition(), key, value, headers),
                                (_, failure) -> {
                                    // A record that the broker itself refuses harms nobody.
                                });
            }
        }
    }

    private Map<String, Object> kafka() {
        return new HashMap<>(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    private void rule(String account, String name, URI url) throws Exception {
        ApiClient.Answer answer =
                api.put(
                        "/api/buses/default/rules/%s?account=%s".formatted(name, account),
                        """
                        {"pattern": {}, "targets": [{"id": "hook", "type": "http", "url": "%s"}]}\
                        """
                                .formatted(url));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    private void event(String account, String id) throws Exception {
        ApiClient.Answer answer =
                api.post(
                        "/events",
                        "application/cloudevents+json",
                        """
                        {"specversion": "1.0", "id": "%s", "source": "my.app", "type": "t",
                         "aliyunaccountid": "%s", "data": {}}\
                        """
                                .formatted(id, account));
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    }

    /// The whole answer; the server closes the connection after it.
    private String send(HostileRequests.Request request) throws IOException {
        URI address = rooms.address();
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout((int) LONGEST.toMillis());
            try {
                socket.getOutputStream().write(request.toBytes(address.getAuthority()));
            } catch (IOException e) {
                // Answered and closed before all was read: the answer is there nonetheless.
            }
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        } catch (SocketTimeoutException e) {
            return "no answer within " + LONGEST;
        }
    }

    /// What is wrong with an answer, empty where nothing is.
    private static String faultOf(String answer) {
        if (!answer.startsWith("HTTP/1.1 ")) {
            return answer.isEmpty() ? "the connection was closed" : answer;
        }
        int status = Integer.parseInt(answer.substring(9, 12));
        if (status >= 500 && status != 503) {
            return answer;
        }
        int body = answer.indexOf("\r\n\r\n");
        return status >= 400 && INSIDES.matcher(answer.substring(body)).find() ? answer : "";
    }

    private static String shown(HostileRequests.Request request) {
        String text = new String(request.toBytes("host"), UTF_8);
        return text.length() > 1500 ? text.substring(0, 1500) + "…" : text;
    }
}
