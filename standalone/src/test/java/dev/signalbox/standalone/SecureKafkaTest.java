package dev.signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.signalbox.contract.settings.InvalidSettings;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.client.ApiClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.kafka.common.acl.AclBinding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each room as a user of its own, on a Kafka with TLS, logins and permissions.
class SecureKafkaTest {
    private static final List<String> ROOMS = List.of("ingest", "router", "notifier", "console");
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir private Path folder;
    private SecureKafka kafka;
    private String guarantee = "at_least_once";

    @BeforeEach
    void startKafka() throws Exception {
        kafka = SecureKafka.start(folder);
        Files.writeString(
                folder.resolve("keys"),
                "k1:" + Base64.getEncoder().encodeToString(new byte[32]) + "\n");
    }

    @AfterEach
    void stopKafka() {
        kafka.close();
    }

    @Test
    void eachRoomNeedsThePermissionsOfThePageAndNoMore() throws Exception {
        var answers = new AtomicInteger();
        try (var admin = kafka.admin();
                var log = new KafkaLog();
                var receiver =
                        Receiver.answering(_ -> answers.getAndIncrement() == 0 ? 500 : 204)) {
            for (String room : ROOMS) {
                kafka.addUser(admin, room, "all", room, "all, to make topics");
            }
            try (var rooms = new Closer()) {
                Map<String, ApiClient> apis = start(rooms);
                putRule(of(apis, "console"), receiver);
                send(of(apis, "ingest"), "one");
                await().atMost(PATIENCE).until(() -> receiver.taken().containsKey("one"));
                await().atMost(PATIENCE).untilAsserted(() -> askTheConsole(of(apis, "console")));
            }
            for (String room : ROOMS) {
                var create = SecureKafka.permissions(room, "all, to make topics");
                admin.deleteAcls(create.stream().map(AclBinding::toFilter).toList()).all().get();
            }
            admin.createAcls(SecureKafka.permissions("router", "router, exactly once")).all().get();
            guarantee = "exactly_once_v2";
            try (var rooms = new Closer()) {
                send(of(start(rooms), "ingest"), "two");
                await().atMost(PATIENCE).until(() -> receiver.taken().containsKey("two"));
            }
            assertThat(log.lines).anyMatch(line -> line.contains("sasl.jaas.config = [hidden]"));
            assertThat(log.lines).noneMatch(line -> line.contains(SecureKafka.PASSWORD));
        }
    }

    @Test
    void whatKafkaRefusesIsSaidInWords() throws Exception {
        try (var admin = kafka.admin()) {
            kafka.addUser(admin, "ingest", "ingest");
            assertThatThrownBy(() -> RoomProcess.start("ingest", settings("ingest")))
                    .hasMessageContaining("Kafka does not permit it: ")
                    .hasMessageContaining("docs/kafka.md");
        }
        assertThatThrownBy(() -> RoomProcess.start("ingest", settings("nobody")))
                .hasMessageStartingWith("SIGNALBOX_KAFKA_…: Kafka refuses the login: ");
        assertThatThrownBy(() ->
                        start("SIGNALBOX_KAFKA_SSL_TRUSTSTORE_LOCATION", folder + "/none.pem"))
                .isInstanceOf(InvalidSettings.class)
                .hasMessageStartingWith(
                        "SIGNALBOX_KAFKA_…: these properties do not make a client: ")
                .hasMessageContaining("none.pem");
        assertThatThrownBy(() ->
                        start(
                                "SIGNALBOX_KAFKA_SASL_JAAS_CONFIG",
                                "a.Module required username=x pass word;"))
                .isInstanceOf(InvalidSettings.class)
                .hasMessageContaining("sasl.jaas.config must be")
                .hasMessageNotContaining("word;");
        assertThatThrownBy(() -> start("SIGNALBOX_KAFKA_SSL_TRUSTSTORE_LOCATION", ""))
                .hasMessageStartingWith("SIGNALBOX_KAFKA_…: ");
    }

    private void start(String variable, String value) {
        var environment = environment("ingest");
        environment.put(variable, value);
        RoomProcess.start("ingest", Settings.forRoom(environment)).close();
    }

    private Map<String, ApiClient> start(Closer parts) {
        var apis = new HashMap<String, ApiClient>();
        for (String room : ROOMS) {
            RoomProcess process = parts.add(RoomProcess.start(room, settings(room)));
            apis.put(room, parts.add(new ApiClient(process.address())));
        }
        return apis;
    }

    private static ApiClient of(Map<String, ApiClient> apis, String room) {
        return Objects.requireNonNull(apis.get(room));
    }

    private Settings settings(String user) {
        return Settings.forRoom(environment(user));
    }

    private Map<String, String> environment(String user) {
        var environment = new HashMap<>(kafka.settings(user));
        environment.put("SIGNALBOX_HTTP", "127.0.0.1:0");
        environment.put("SIGNALBOX_DATA", folder.resolve("data").toString());
        environment.put("SIGNALBOX_SECRET_KEYS", folder.resolve("keys").toString());
        environment.put("SIGNALBOX_PROCESSING_GUARANTEE", guarantee);
        environment.put("SIGNALBOX_PARTITIONS", "2");
        environment.put("SIGNALBOX_REPLICATION", "1");
        environment.put("SIGNALBOX_TARGET_NETWORKS", "127.0.0.0/8");
        environment.put("SIGNALBOX_BACKOFF_RETRY", "PT0.1S/PT0.2S");
        return environment;
    }

    private static void putRule(ApiClient console, Receiver receiver) throws Exception {
        var answer =
                console.put(
                        "/api/buses/default/rules/all",
                        """
                        {"pattern": {}, "targets": [{"id": "t", "type": "http", "url": "%s"}]}\
                        """
                                .formatted(receiver.url("/")));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    private static void send(ApiClient ingest, String id) throws Exception {
        var answer =
                ingest.post(
                        "/events",
                        "application/cloudevents+json",
                        """
                        {"specversion": "1.0", "id": "%s", "source": "s", "type": "t", "data": {}}\
                        """
                                .formatted(id));
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    }

    private static void askTheConsole(ApiClient console) throws Exception {
        assertThat(console.get("/api/usage").body()).contains("\"delivered\":1");
        assertThat(console.get("/api/deliveries?event=one").body()).contains("\"delivered\"");
        assertThat(console.get("/api/dead-letters").ok()).isTrue();
        var redriven =
                console.post(
                        "/api/dead-letters/redrive", "application/json", "{\"rule\": \"all\"}");
        assertThat(redriven.ok()).as(redriven.body()).isTrue();
        var enabled =
                console.post(
                        "/api/buses/default/rules/all/targets/t/enable", "application/json", "");
        assertThat(enabled.ok()).as(enabled.body()).isTrue();
        var past = console.post("/openapi/queryEventByEventId", "application/json", PAST_EVENT);
        assertThat(past.body()).contains("\"one\"");
    }

    private static final String PAST_EVENT =
            """
            {"EventBusName": "default", "EventId": "one", "EventSource": "s"}\
            """;

    /// The lines that Kafka's clients log, with the configurations that they begin with.
    private static final class KafkaLog extends Handler implements AutoCloseable {
        private final Logger logger = Logger.getLogger("org.apache.kafka");
        private final List<String> lines = new CopyOnWriteArrayList<>();

        KafkaLog() {
            logger.setLevel(Level.INFO);
            logger.setUseParentHandlers(false);
            logger.addHandler(this);
        }

        @Override
        public void publish(LogRecord line) {
            lines.add(line.getMessage() + " " + line.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
            logger.setUseParentHandlers(true);
            logger.setLevel(null);
        }
    }
}
