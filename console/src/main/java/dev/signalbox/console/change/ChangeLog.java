package dev.signalbox.console.change;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// The log of all changes of buses and rules, which has one writer at a time over all consoles. Not
/// for more than one thread.
public interface ChangeLog extends AutoCloseable {
    /// Makes this the only writer; who was it before is fenced.
    void takeOver() throws Unavailable;

    /// The position behind all that has been written so far, by whomever.
    long end() throws Unavailable;

    /// Appends a record.
    ///
    /// @param value null to delete the key
    /// @return the position behind the record
    /// @throws Fenced when another one has taken over since; the record was not written
    /// @throws Unavailable when the log did not answer; the record may have been written or not
    long append(String key, byte @Nullable [] value) throws Fenced, Unavailable;

    @Override
    void close();

    /// Another writer has taken over.
    final class Fenced extends Exception {
        @Serial private static final long serialVersionUID = 1;

        public Fenced(Throwable cause) {
            super(cause);
        }
    }

    /// The log does not answer.
    final class Unavailable extends Exception {
        @Serial private static final long serialVersionUID = 1;

        public Unavailable(Throwable cause) {
            super(cause);
        }
    }
}
