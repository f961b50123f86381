package dev.signalbox.contract.settings;

import java.time.Duration;

/// How the router works.
///
/// @param dedupWindow how long a message id is remembered
/// @param exactlyOnce whether it runs under Kafka transactions (exactly_once_v2) rather than
///   relying on its memory for ids alone
/// @param threads its stream threads
public record RouterSettings(Duration dedupWindow, boolean exactlyOnce, int threads) {

    static RouterSettings read(SettingsReader reader) {
        return new RouterSettings(
                reader.read(Setting.DEDUP_WINDOW, Durations::parsePositive),
                reader.read(Setting.PROCESSING_GUARANTEE, RouterSettings::exactlyOnce),
                reader.number(Setting.ROUTER_THREADS, 1, 256));
    }

    private static boolean exactlyOnce(String text) {
        return switch (text) {
            case "at_least_once" -> false;
            case "exactly_once_v2" -> true;
            default ->
                    throw new IllegalArgumentException(
                            "'" + text + "' is neither at_least_once nor exactly_once_v2");
        };
    }
}
