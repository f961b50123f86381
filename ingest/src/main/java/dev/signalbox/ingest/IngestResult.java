package dev.signalbox.ingest;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The result of taking an event in.
sealed interface IngestResult {
    /// Kafka has it on disk.
    record Accepted(String id) implements IngestResult {}

    /// It cannot be taken as it is; the sender has to change it.
    record Rejected(@Nullable String id, int status, String code, String message)
            implements IngestResult {
        Rejected(Parsed.Invalid invalid) {
            this(invalid.id(), invalid.status(), invalid.code(), invalid.message());
        }
    }

    /// It could not be written now, and the sender has to send it again. It may have been written
    /// all the same; then the second copy is a duplicate and goes no further.
    ///
    /// @param retryAfter how long the sender should wait
    record Refused(String id, String message, Duration retryAfter) implements IngestResult {
        private static final Duration SOON = Duration.ofSeconds(1);

        Refused(String id, String message) {
            this(id, message, SOON);
        }
    }
}
