package dev.signalbox.web.access;

import dev.signalbox.web.Right;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The role of an access key: what it may do, for its own account alone but for metrics.
enum Role {
    /// Send events.
    INGEST,
    /// Read the metrics with all accounts' names in them, and nothing else.
    METRICS,
    /// See everything but the bodies of events.
    VIEWER,
    /// See everything, and run and switch what is there.
    OPERATOR,
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
            case VIEWER -> "may read";
            case OPERATOR ->
                    "may read, redrive, replay, test targets, and switch rules and targets on and"
                            + " off";
            case ADMIN -> "may do everything for its account";
        };
    }

    /// What it may do at the API.
    Set<Right> rights() {
        return switch (this) {
            case INGEST, METRICS -> Set.of();
            case VIEWER -> EnumSet.of(Right.READ);
            case OPERATOR -> EnumSet.of(Right.READ, Right.BODIES, Right.OPERATE);
            case ADMIN -> EnumSet.allOf(Right.class);
        };
    }

    boolean maySendEvents() {
        return this == INGEST || this == ADMIN;
    }
}
