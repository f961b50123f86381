package dev.signalbox.router;

import dev.signalbox.streams.RejectUnreadable;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/// Reads the key and the headers of each record; what is no event goes to the rejected ones.
final class ReadEvents extends ContextualProcessor<byte[], byte[], byte[], Object> {
    private final RouterCounters counters;

    ReadEvents(RouterCounters counters) {
        this.counters = counters;
    }

    @Override
    public void process(Record<byte[], byte[]> item) {
        IncomingEvent incoming;
        try {
            incoming = IncomingEvent.read(item.key(), item.value(), item.headers());
        } catch (IllegalArgumentException e) {
            counters.rejected().inc();
            context()
                    .forward(
                            RejectUnreadable.rejected(context(), item, e), RouterTopology.REJECTED);
            return;
        }
        context().forward(item.withValue(incoming), RouterTopology.DEDUPLICATE);
    }
}
