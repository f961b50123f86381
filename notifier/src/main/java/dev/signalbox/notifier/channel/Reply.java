package dev.signalbox.notifier.channel;

import java.time.Duration;

/// The result of one attempt, as the channel understands its target's answer. Reasons are plain
/// words, without secrets and without the query of a URL.
public sealed interface Reply {
    /// The status that the target answered, HTTP's or a mail server's; 0 for none.
    int httpStatus();

    /// The target has it.
    record Taken(int httpStatus) implements Reply {}

    /// The target will never take it: no further attempt makes sense.
    record Refused(int httpStatus, String reason) implements Reply {}

    /// It did not work this time.
    ///
    /// @param notBefore how long this delivery is to wait at least; zero where it did not ask
    /// @param briefly whether it is tried a few times more only, however patient its target's retry
    ///   policy is: it will hardly ever work
    record Failed(int httpStatus, String reason, Duration notBefore, boolean briefly)
            implements Reply {
        /// A failure that is tried again as the target's retry policy says.
        public Failed(int httpStatus, String reason, Duration notBefore) {
            this(httpStatus, reason, notBefore, false);
        }
    }

    /// The target takes no more at present from anybody who calls it as we do: this delivery counts
    /// as failed, and the others of its lane are not even tried.
    ///
    /// @param pause how long it asked to be left alone; zero where it did not say
    record Throttled(int httpStatus, String reason, Duration pause) implements Reply {}

    /// It is not the time: nothing was tried, and it does not count as an attempt.
    ///
    /// @param pause how long to wait
    record Postponed(Duration pause) implements Reply {
        @Override
        public int httpStatus() {
            return 0;
        }
    }
}
