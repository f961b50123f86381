package dev.signalbox.contract.net;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// A part of the HTTP door. Parts differ in who may come in.
public enum Entrance {
    /// Where events come in.
    EVENTS,
    /// Where people and programs see and change things: everything but events and probes.
    API,
    /// Health and metrics.
    PROBES;

    /// The name that settings, metrics and messages have for it, such as `events`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Entrance of(String word) {
        return Arrays.stream(values())
                .filter(entrance -> entrance.word().equals(word))
                .findAny()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "there is no door '%s'; there are %s"
                                        .formatted(
                                                word,
                                                Arrays.stream(values())
                                                        .map(Entrance::word)
                                                        .collect(Collectors.joining(", ")))));
    }
}
