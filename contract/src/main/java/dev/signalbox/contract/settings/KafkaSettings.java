package dev.signalbox.contract.settings;

import dev.signalbox.contract.kafka.ClientProperties;
import dev.signalbox.contract.net.HostPort;
import java.time.Duration;
import java.util.List;

/// The Kafka that everything is kept in, and how topics are made there.
///
/// @param bootstrapServers `host:port`, several with commas between them
/// @param partitions of topics that have to be created
/// @param replication replicas of topics that have to be created
/// @param eventsRetention how long events are kept for replay
/// @param eventsRetentionGiven whether the environment says so, or it is the default
/// @param client properties of Kafka's own that all clients get
public record KafkaSettings(
        String bootstrapServers,
        int partitions,
        short replication,
        Duration eventsRetention,
        boolean eventsRetentionGiven,
        ClientProperties client) {

    static KafkaSettings read(SettingsReader reader) {
        return new KafkaSettings(
                reader.read(Setting.KAFKA, KafkaSettings::servers),
                reader.number(Setting.PARTITIONS, 1, 10_000),
                (short) reader.number(Setting.REPLICATION, 1, 100),
                reader.read(Setting.EVENTS_RETENTION, Durations::parsePositive),
                reader.isGiven(Setting.EVENTS_RETENTION),
                reader.clientProperties());
    }

    private static String servers(String text) {
        SettingsReader.parts(text).forEach(HostPort::parse);
        return text;
    }

    /// Checks that no other machine can reach the broker of standalone, which lets every caller
    /// read and write everything, and that the clients are not to ask it for TLS or a login.
    ///
    /// @throws InvalidSettings when it is not to listen on loopback, or it is to be secure
    public void requireLoopback() {
        for (String name : client.names()) {
            if (name.startsWith("security.")
                    || name.startsWith("sasl.")
                    || name.startsWith("ssl.")) {
                throw new InvalidSettings(
                        List.of(
                                "SIGNALBOX_KAFKA_…: %s cannot be set: the broker of `start` knows neither TLS nor login; run the rooms apart against a Kafka of your own"
                                        .formatted(name)));
            }
        }
        if (!HostPort.parse(bootstrapServers).isLoopback()) {
            throw new InvalidSettings(
                    List.of(
                            "SIGNALBOX_KAFKA: %s can be reached from other machines, and the broker of"
                                            .formatted(bootstrapServers)
                                    + " `start` knows neither TLS nor login; it must be on"
                                    + " loopback, or run the rooms apart against a Kafka of your"
                                    + " own"));
        }
    }
}
