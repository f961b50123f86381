package dev.signalbox.web.access;

import dev.signalbox.contract.net.Entrance;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The role of an access key: what it may do, always for its own account alone.
enum Role {
    /// Send events.
    INGEST,
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

    boolean mayUse(Entrance entrance) {
        return switch (entrance) {
            case EVENTS, PROBES -> true;
            case API -> this == ADMIN;
        };
    }
}
