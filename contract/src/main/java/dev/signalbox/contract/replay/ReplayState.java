package dev.signalbox.contract.replay;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a replay stands.
///
/// ```
///           start            done, failed (by the runner)
///  PLANNED ───────▶ RUNNING ──────────────────────────────▶ DONE, FAILED
///     │          pause │ ▲ resume
///     │                ▼ │
///     │               PAUSED
///     └── cancel ──────┴─┴────────▶ CANCELLED (from PLANNED, RUNNING and PAUSED)
/// ```
///
/// The runner works on a replay exactly while it is `RUNNING`. There is no other way between states
/// than [#mayBecome] allows.
public enum ReplayState {
    /// Ordered, and not started yet: forgotten when that does not happen within a day.
    PLANNED,
    /// To be run, or run, by the runner.
    RUNNING,
    /// Stopped for as long as wanted, over restarts too.
    PAUSED,
    /// All that it selects was read, and all its deliveries have ended.
    DONE,
    /// Given up by a person; what was not sent is not sent any more.
    CANCELLED,
    /// Given up by the runner, for the reason that the replay has.
    FAILED;

    /// The word for it in the API and in records.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The state of that label, or null.
    public static @Nullable ReplayState labelled(String label) {
        for (ReplayState state : values()) {
            if (state.label().equals(label)) {
                return state;
            }
        }
        return null;
    }

    /// Whether nothing more happens to it.
    public boolean isFinal() {
        return switch (this) {
            case PLANNED, RUNNING, PAUSED -> false;
            case DONE, CANCELLED, FAILED -> true;
        };
    }

    /// Whether a replay of this state may get another one.
    public boolean mayBecome(ReplayState next) {
        return next().contains(next);
    }

    private Set<ReplayState> next() {
        return switch (this) {
            case PLANNED -> EnumSet.of(RUNNING, CANCELLED);
            case RUNNING -> EnumSet.of(PAUSED, CANCELLED, DONE, FAILED);
            case PAUSED -> EnumSet.of(RUNNING, CANCELLED);
            case DONE, CANCELLED, FAILED -> EnumSet.noneOf(ReplayState.class);
        };
    }
}
