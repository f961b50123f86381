package dev.signalbox.contract.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.contract.settings.InvalidSettings;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaClients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientPropertiesTest {
    private static final String LOGIN =
            "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"ingest\""
                    + " password=\"s3cret\";";

    @TempDir private Path folder;

    @Test
    void everyClientGetsThePropertiesThatItKnows() {
        var settings =
                Settings.forRoom(
                        Map.of(
                                "SIGNALBOX_KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
                                "SIGNALBOX_KAFKA_SASL_JAAS_CONFIG", LOGIN,
                                "SIGNALBOX_KAFKA_COMPRESSION_TYPE", "zstd",
                                "SIGNALBOX_KAFKA_CLIENT_RACK", "a",
                                "SIGNALBOX_KAFKA_RECONNECT_BACKOFF_MAX_MS", "5000"));

        assertThat(KafkaClients.admin(settings))
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.jaas.config", LOGIN)
                .containsEntry("reconnect.backoff.max.ms", "5000")
                .doesNotContainKeys("compression.type", "client.rack");
        assertThat(KafkaClients.producer(settings, "p"))
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("compression.type", "zstd")
                .containsEntry("acks", "all");
        assertThat(KafkaClients.consumer(settings, "c"))
                .containsEntry("sasl.jaas.config", LOGIN)
                .containsEntry("client.rack", "a");
        assertThat(KafkaClients.streams(settings))
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("compression.type", "zstd")
                .containsEntry("client.rack", "a");
    }

    @Test
    void aFileIsReadAndVariablesWin() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("kafka.properties"),
                        """
                        security.protocol=SASL_SSL
                        sasl.mechanism=PLAIN
                        ssl.endpoint.identification.algorithm=
                        """);
        var settings =
                Settings.forRoom(
                        Map.of(
                                "SIGNALBOX_KAFKA_CONFIG", file.toString(),
                                "SIGNALBOX_KAFKA_SASL_MECHANISM", "SCRAM-SHA-512",
                                "SIGNALBOX_KAFKA_CLIENT_RACK", ""));

        assertThat(KafkaClients.admin(settings))
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.mechanism", "SCRAM-SHA-512")
                .containsEntry("ssl.endpoint.identification.algorithm", "");
        assertThat(KafkaClients.consumer(settings, "c")).doesNotContainKey("client.rack");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ACKS                          | 1     | acks cannot be set: an event is acknowledged only
                    ENABLE_IDEMPOTENCE            | false | enable.idempotence cannot be set: an event
                    ISOLATION_LEVEL               | x     | isolation.level cannot be set: each room commits
                    GROUP_ID                      | x     | group.id cannot be set: every client has
                    ENABLE_AUTO_COMMIT            | true  | enable.auto.commit cannot be set: each room
                    VALUE_SERIALIZER              | x     | value.serializer cannot be set: records have
                    BOOTSTRAP_SERVERS             | k:1   | bootstrap.servers cannot be set: SIGNALBOX_KAFKA names
                    SECURITY_PROTOCOLL            | SSL   | Kafka's clients have no property security.protocoll; is security.protocol meant?
                    NUM_STREAM_THREADS            | 4     | Kafka's clients have no property num.stream.threads
                    SECURITY_PROTOCOL             | TLS   | security.protocol must be a text that Kafka knows: (case insensitive) [
                    CONNECTIONS_MAX_IDLE_MS       | soon  | connections.max.idle.ms must be a whole number
                    RECONNECT_BACKOFF_MS          | -1    | reconnect.backoff.ms must be a whole number: [0,...]
                    CHECK_CRCS                    | maybe | check.crcs must be true or false
                    SASL_LOGIN_CLASS              | x.Y   | sasl.login.class must be a class on the class path
                    """)
    void whatCannotBeSetIsRefusedInWords(String variable, String value, String words) {
        String name = "SIGNALBOX_KAFKA_" + variable;

        assertThatThrownBy(() -> Settings.forRoom(Map.of(name, value)))
                .isInstanceOf(InvalidSettings.class)
                .hasMessageStartingWith(name + ": " + words)
                .hasMessageNotContainingAny("ConfigDef", "$", "@");
    }

    @Test
    void theFilesProblemsNameItAndNeverAValue() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("kafka.properties"),
                        """
                        acks=1
                        ssl.keystore.pasword=s3cret
                        MIIEvQIBADANBgkqhkiG9w0BAQEFAASC
                        """);

        assertThatThrownBy(
                        () -> Settings.forRoom(Map.of("SIGNALBOX_KAFKA_CONFIG", file.toString())))
                .hasMessageContaining("SIGNALBOX_KAFKA_CONFIG: " + file + ": acks cannot be set")
                .hasMessageContaining("ssl.keystore.pasword; is ssl.keystore.password meant?")
                .hasMessageContaining(file + ": holds a name that no property has")
                .hasMessageNotContainingAny("s3cret", "MII");
        assertThatThrownBy(() ->
                        Settings.forRoom(
                                Map.of("SIGNALBOX_KAFKA_CONFIG", folder.resolve("no").toString())))
                .hasMessage("SIGNALBOX_KAFKA_CONFIG: " + folder.resolve("no") + " is not there");
    }

    @Test
    void kubernetesOwnVariablesAreNoProperties() {
        Settings.forRoom(
                Map.of(
                        "SIGNALBOX_KAFKA_SERVICE_HOST", "10.0.0.1",
                        "SIGNALBOX_KAFKA_SERVICE_PORT_CLIENT", "9092",
                        "SIGNALBOX_KAFKA_PORT", "tcp://10.0.0.1:9092",
                        "SIGNALBOX_KAFKA_PORT_9092_TCP_ADDR", "10.0.0.1"));
    }

    @Test
    void noValueIsShown() {
        var settings =
                Settings.forRoom(
                        Map.of(
                                "SIGNALBOX_KAFKA_SASL_JAAS_CONFIG",
                                LOGIN,
                                "SIGNALBOX_KAFKA_SSL_KEYSTORE_PASSWORD",
                                "s3cret"));

        assertThat(settings.toString()).contains("sasl.jaas.config").doesNotContain("s3cret");
    }

    /// Otherwise the order in which properties are put together would decide.
    @Test
    void whatSignalboxSetsItselfCannotBeSet() {
        var settings = Settings.forRoom(Map.of());
        var own = new HashMap<String, Object>(KafkaClients.admin(settings));
        own.putAll(KafkaClients.promptProducer(settings, "p"));
        own.putAll(KafkaClients.consumer(settings, "c"));
        // These are only defaults.
        own.keySet().removeAll(Set.of("enable.metrics.push", "reconnect.backoff.max.ms"));

        assertThat(new TreeSet<>(own.keySet()))
                .allSatisfy(name -> assertThat(ReservedProperties.reason(name)).isNotNull());
    }
}
