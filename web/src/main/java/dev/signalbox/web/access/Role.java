package dev.signalbox.web.access;

import dev.signalbox.contract.net.Entrance;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The role of an access key: what it may do, for its own account alone but for metrics.
enum Role {
    /// Send events.
    INGEST,
    /// Read the metrics with all accounts' names in them, and nothing else.
    METRICS,
    /// Send events, and see and change everything.
    ADMIN;

    /// The role that the file of keys calls so, or null.
    static @Nullable Role of(String word) {
        return Arrays.stream(values())
                .filter(role -> role.word().equals(word))
                .findAny()
                .orElse(null);
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// What it may do, in words.
    String scope() {
        return switch (this) {
            case INGEST -> "may send events only";
            case METRICS -> "may read metrics only";
            case ADMIN -> "may do everything for its account";
        };
    }

    boolean mayUse(Entrance entrance) {
        return switch (entrance) {
            case EVENTS -> this != METRICS;
            case API -> this == ADMIN;
            case PROBES -> true;
        };
    }
}
