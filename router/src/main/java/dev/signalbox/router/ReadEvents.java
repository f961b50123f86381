package dev.signalbox.router;

import dev.signalbox.router.replay.LiveLag;
import dev.signalbox.router.replay.OwnedPartitions;
import dev.signalbox.streams.RejectUnreadable;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/// Reads the key and the headers of each record; what is no event goes to the rejected ones. Says
/// which partitions this router has.
final class ReadEvents extends ContextualProcessor<byte[], byte[], byte[], Object> {
    private final RouterCounters counters;
    private final OwnedPartitions owned;
    private RouterCounters.@Nullable Partition counting;
    private LiveLag.@Nullable Mark mark;

    ReadEvents(RouterCounters counters, OwnedPartitions owned) {
        this.counters = counters;
        this.owned = owned;
    }

    @Override
    public void init(ProcessorContext<byte[], Object> context) {
        super.init(context);
        counting = counters.of(context.taskId().partition());
        mark = owned.take(context.taskId().partition());
    }

    @Override
    public void process(Record<byte[], byte[]> item) {
        RouterCounters.Partition count = Objects.requireNonNull(counting);
        long offset = context().recordMetadata().orElseThrow().offset();
        count.begin(offset);
        Objects.requireNonNull(mark).routes(offset, item.timestamp());
        IncomingEvent incoming;
        try {
            incoming = IncomingEvent.read(item.key(), item.value(), item.headers());
        } catch (IllegalArgumentException e) {
            count.rejected();
            context()
                    .forward(
                            RejectUnreadable.rejected(context(), item, e), RouterTopology.REJECTED);
            return;
        }
        context().forward(item.withValue(incoming), RouterTopology.DEDUPLICATE);
    }

    @Override
    public void close() {
        if (mark != null) {
            owned.giveUp(context().taskId().partition(), mark);
            mark = null;
        }
    }
}
