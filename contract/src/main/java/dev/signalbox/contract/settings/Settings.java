package dev.signalbox.contract.settings;

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
/// @param exactlyOnceRouting whether the router runs under Kafka transactions (exactly_once_v2)
///   rather than relying on its first-offset store alone
public record Settings(
        boolean standalone,
        HostPort http,
        String kafka,
        Path data,
        String account,
        Map<String, String> tenants,
        List<Network> targetNetworks,
        @Nullable Path secretKeys,
        Duration dedupWindow,
        BackoffPause backoffRetry,
        Duration eventsRetention,
        int partitions,
        short replication,
        boolean exactlyOnceRouting,
        int routerThreads,
        int deliveriesInFlight,
        Duration deliveryTimeout,
        Phones phones,
        Mail mail,
        ZoneId zone,
        Limits limits) {

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
                dedupWindow,
                backoffRetry,
                eventsRetention,
                partitions,
                replication,
                exactlyOnceRouting,
                routerThreads,
                deliveriesInFlight,
                deliveryTimeout,
                phones,
                mail,
                zone,
                limits);
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
