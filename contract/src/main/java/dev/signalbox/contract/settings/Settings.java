package dev.signalbox.contract.settings;

import dev.signalbox.contract.account.Quotas;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All settings of a Signalbox process. Each comes from the environment variable that [Setting]
/// names, where its meaning and its default are told too.
///
/// @param secretKeys file of the keys that secrets in the rules topic are encrypted with; null
///   where none is given, which only rooms that need no secrets accept
/// @param tenants DataWorks tenant id to account
/// @param access who may call
/// @param credentials with which this process calls a Signalbox; null where it needs none
/// @param exactlyOnceRouting whether the router runs under Kafka transactions (exactly_once_v2)
///   rather than relying on its first-offset store alone
/// @param disableAfter how long a target may do nothing but fail before it is disabled
/// @param longestWait how long a delivery may be put off without being tried
/// @param quotas all of them, for accounts that have none of their own
public record Settings(
        boolean standalone,
        HostPort http,
        String kafka,
        Path data,
        String account,
        Map<String, String> tenants,
        List<Network> targetNetworks,
        @Nullable Path secretKeys,
        AccessRules access,
        @Nullable Credentials credentials,
        Duration dedupWindow,
        BackoffPause backoffRetry,
        Duration eventsRetention,
        int partitions,
        short replication,
        boolean exactlyOnceRouting,
        int routerThreads,
        int deliveriesInFlight,
        Duration deliveryTimeout,
        Duration disableAfter,
        Duration longestWait,
        Phones phones,
        Mail mail,
        ZoneId zone,
        Limits limits,
        Quotas quotas) {

    /// Copies what could change.
    public Settings {
        tenants = Map.copyOf(tenants);
        targetNetworks = List.copyOf(targetNetworks);
    }

    /// These settings with other bootstrap servers, as standalone has once its broker listens.
    public Settings withKafka(String bootstrapServers) {
        return new Settings(
                standalone,
                http,
                bootstrapServers,
                data,
                account,
                tenants,
                targetNetworks,
                secretKeys,
                access,
                credentials,
                dedupWindow,
                backoffRetry,
                eventsRetention,
                partitions,
                replication,
                exactlyOnceRouting,
                routerThreads,
                deliveriesInFlight,
                deliveryTimeout,
                disableAfter,
                longestWait,
                phones,
                mail,
                zone,
                limits,
                quotas);
    }

    /// Checks that callers from other machines need access keys.
    ///
    /// @throws InvalidSettings when the HTTP door is not on loopback and there is no file of keys
    public void requireKeysBeyondLoopback() {
        if (access.keys() == null && !http.isLoopback()) {
            throw new InvalidSettings(
                    List.of(
                            "SIGNALBOX_HTTP: %s can be reached from other machines, which needs"
                                            .formatted(http)
                                    + " SIGNALBOX_ACCESS_KEYS, a file of access keys"));
        }
    }

    /// Checks that no other machine can reach the broker of standalone, which lets everybody read
    /// and write everything.
    ///
    /// @throws InvalidSettings when it is not to listen on loopback
    public void requireBrokerOnLoopback() {
        if (!HostPort.parse(kafka).isLoopback()) {
            throw new InvalidSettings(
                    List.of(
                            "SIGNALBOX_KAFKA: %s can be reached from other machines, and the broker of"
                                            .formatted(kafka)
                                    + " `start` knows neither TLS nor login; it must be on"
                                    + " loopback, or run the rooms apart against a Kafka of your"
                                    + " own"));
        }
    }

    /// Reads the settings of a room that runs on its own against `SIGNALBOX_KAFKA`.
    ///
    /// @throws InvalidSettings with every problem found
    public static Settings forRoom(Map<String, String> environment) {
        return Setting.read(environment, false);
    }

    /// Reads the settings of the process that holds all rooms and the broker.
    ///
    /// @throws InvalidSettings with every problem found
    public static Settings forStandalone(Map<String, String> environment) {
        return Setting.read(environment, true);
    }
}
