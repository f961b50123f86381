package dev.signalbox.ingest;

import org.jspecify.annotations.Nullable;

/// What became of an event that came in.
sealed interface IngestResult {
    /// Kafka has it on disk.
    record Accepted(String id) implements IngestResult {}

    /// It cannot be taken as it is: the sender's to mend.
    record Rejected(@Nullable String id, int status, String code, String message)
            implements IngestResult {
        Rejected(Parsed.Invalid invalid) {
            this(invalid.id(), invalid.status(), invalid.code(), invalid.message());
        }
    }

    /// It could not be written now: ours to mend, and the sender's to send again. It may have been
    /// written all the same; then the second copy is a duplicate and goes no further.
    record Refused(String id, String message) implements IngestResult {}
}
