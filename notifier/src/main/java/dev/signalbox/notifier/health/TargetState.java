package dev.signalbox.notifier.health;

import dev.signalbox.contract.rule.Channel;
import dev.signalbox.contract.rule.TargetKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// The state of a target at a moment, as far as this notifier has to do with it.
///
/// @param channel null where rule or target were deleted and deliveries still wait
/// @param since since when it is failing or disabled; null where it was not reported yet
/// @param until until when nothing is tried; null where it is tried, or never will be
/// @param reason why it is not well; null where it is, or it was not reported yet
/// @param underWay deliveries under way
/// @param queued deliveries that wait in its lane
/// @param waiting deliveries that wait for their time in the scheduler
/// @param oldest when the oldest event was accepted whose delivery was never attempted; null for
///   none
record TargetState(
        TargetKey key,
        @Nullable Channel channel,
        State state,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable String reason,
        int underWay,
        int queued,
        int waiting,
        @Nullable Instant oldest) {
    /// The one that is furthest behind first.
    static final Comparator<TargetState> BY_LAG =
            Comparator.comparing(
                            TargetState::oldest,
                            Comparator.nullsLast(Comparator.<Instant>naturalOrder()))
                    .thenComparing(state -> state.key().toString());

    /// Whether and how it takes what comes.
    enum State {
        /// It does, as far as is known.
        WELL("well"),
        /// It asked to be left alone for a time.
        THROTTLED("throttled"),
        /// Attempts fail.
        FAILING("failing"),
        /// Nothing is sent to it until a person enables it.
        DISABLED("disabled");

        private final String label;

        State(String label) {
            this.label = label;
        }

        /// The name in the API.
        String label() {
            return label;
        }
    }

    /// Whether there is nothing to report of it.
    boolean isIdleAndWell() {
        return state == State.WELL && underWay == 0 && queued == 0 && waiting == 0;
    }

    /// How long its oldest event has not been attempted; zero where none waits for that.
    Duration lag(Instant now) {
        return oldest == null || oldest.isAfter(now)
                ? Duration.ZERO
                : Duration.between(oldest, now);
    }
}
