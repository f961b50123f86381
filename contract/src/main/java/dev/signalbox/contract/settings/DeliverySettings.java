package dev.signalbox.contract.settings;

import dev.signalbox.contract.net.Network;
import java.time.Duration;
import java.util.List;

/// How deliveries are made.
///
/// @param inFlight deliveries that a notifier has under way at one time
/// @param timeout the longest time of one attempt
/// @param backoffRetry the pause before a BACKOFF_RETRY
/// @param disableAfter how long a target may only fail before it is disabled
/// @param longestWait how long a delivery may wait without being tried
/// @param targetNetworks private networks that targets may be in
/// @param thisMachine whether targets may be on this machine where their url says so
/// @param tls the certificates of calls to targets
public record DeliverySettings(
        int inFlight,
        Duration timeout,
        BackoffPause backoffRetry,
        Duration disableAfter,
        Duration longestWait,
        List<Network> targetNetworks,
        boolean thisMachine,
        TlsSettings tls) {
    private static final String NONE = "none";

    /// Copies the networks.
    public DeliverySettings {
        targetNetworks = List.copyOf(targetNetworks);
    }

    /// @param onlyThisMachine whether callers are programs of this machine
    static DeliverySettings read(SettingsReader reader, boolean onlyThisMachine) {
        return new DeliverySettings(
                reader.number(Setting.DELIVERIES_IN_FLIGHT, 1, 100_000),
                reader.read(Setting.DELIVERY_TIMEOUT, Durations::parsePositive),
                reader.read(Setting.BACKOFF_RETRY, BackoffPause::parse),
                reader.read(Setting.DISABLE_AFTER, Durations::parsePositive),
                reader.read(Setting.LONGEST_WAIT, Durations::parsePositive),
                reader.read(Setting.TARGET_NETWORKS, DeliverySettings::networks),
                onlyThisMachine && reader.text(Setting.TARGET_NETWORKS).isEmpty(),
                TlsSettings.read(reader));
    }

    private static List<Network> networks(String text) {
        return text.equals(NONE)
                ? List.of()
                : SettingsReader.parts(text).stream().map(Network::parse).toList();
    }
}
