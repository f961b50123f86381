package dev.signalbox.console.tail;

import dev.signalbox.web.ApiException;
import dev.signalbox.web.stream.StreamItem;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// The choice of what a watcher sees. Safe for use by any thread.
interface TailFilter {
    /// The item that the watcher sees of a record; null for none.
    ///
    /// @throws ApiException when the watching is over, since a rule that it needs is gone
    @Nullable StreamItem see(ConsumerRecord<byte[], byte[]> item);
}
