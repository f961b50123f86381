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
public record DeliverySettings(
        int inFlight,
        Duration timeout,
        BackoffPause backoffRetry,
        Duration disableAfter,
        Duration longestWait,
        List<Network> targetNetworks) {

    /// Copies the networks.
    public DeliverySettings {
        targetNetworks = List.copyOf(targetNetworks);
    }

    static DeliverySettings read(SettingsReader reader) {
        return new DeliverySettings(
                reader.number(Setting.DELIVERIES_IN_FLIGHT, 1, 100_000),
                reader.read(Setting.DELIVERY_TIMEOUT, Durations::parsePositive),
                reader.read(Setting.BACKOFF_RETRY, BackoffPause::parse),
                reader.read(Setting.DISABLE_AFTER, Durations::parsePositive),
                reader.read(Setting.LONGEST_WAIT, Durations::parsePositive),
                reader.read(Setting.TARGET_NETWORKS, DeliverySettings::networks));
    }

    private static List<Network> networks(String text) {
        return SettingsReader.parts(text).stream().map(Network::parse).toList();
    }
}
