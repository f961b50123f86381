package dev.signalbox.console.change;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// The log of all changes to things of one kind, such as rules. It has one writer at a time over
/// all consoles. Used by one thread.
public interface ChangeLog extends AutoCloseable {
    /// Makes this the only writer; the writer before is fenced.
    void takeOver() throws Unavailable;

    /// The position after everything written so far by any writer.
    long end() throws Unavailable;

    /// Appends a record.
    ///
    /// @param value null to delete the key
    /// @return the position after the record
    /// @throws Fenced when another writer has taken over; the record was not written
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
