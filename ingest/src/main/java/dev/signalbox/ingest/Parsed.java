package dev.signalbox.ingest;

import org.jspecify.annotations.Nullable;

/// The result of reading an envelope.
sealed interface Parsed {
    /// An event that may be written.
    record Valid(Event event) implements Parsed {}

    /// An event that its sender has to change.
    ///
    /// @param id the event's id as far as it has one
    /// @param status the HTTP status where it is the only event of its request
    /// @param code what is wrong, for programs
    /// @param message the field and the reason
    record Invalid(@Nullable String id, int status, String code, String message)
            implements Parsed {}
}
