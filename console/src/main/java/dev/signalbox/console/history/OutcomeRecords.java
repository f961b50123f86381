package dev.signalbox.console.history;

import dev.signalbox.contract.delivery.Outcome;
import java.io.IOException;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// The reading of records of `signalbox.outcomes`.
public final class OutcomeRecords {
    private OutcomeRecords() {}

    /// The outcome in a record; null where it is of another account or cannot be read.
    ///
    /// @param account the record's key
    public static @Nullable Outcome of(byte[] account, ConsumerRecord<byte[], byte[]> item) {
        byte @Nullable [] value = item.value();
        if (value == null || !Arrays.equals(account, item.key())) {
            return null;
        }
        try {
            return Outcome.read(value);
        } catch (IOException e) {
            return null; // an unreadable record
        }
    }
}
