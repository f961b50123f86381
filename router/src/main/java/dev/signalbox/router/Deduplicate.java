package dev.signalbox.router;

import dev.signalbox.streams.ids.IdStore;
import java.time.Duration;
import java.util.Objects;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/// Drops the events whose id was seen within the window.
final class Deduplicate extends ContextualProcessor<byte[], IncomingEvent, byte[], IncomingEvent> {
    private static final Duration LOAD_EVERY = Duration.ofMillis(50);
    private static final Duration LOAD = Duration.ofMillis(5);

    private final Duration window;
    private final RouterCounters counters;
    private final RememberedEvents remembered;
    private RouterCounters.@Nullable Partition counting;
    private @Nullable IdStore store;
    private @Nullable SeenIds seen;
    private @Nullable Cancellable loading;

    Deduplicate(Duration window, RouterCounters counters, RememberedEvents remembered) {
        this.window = window;
        this.counters = counters;
        this.remembered = remembered;
    }

    @Override
    public void init(ProcessorContext<byte[], IncomingEvent> context) {
        super.init(context);
        counting = counters.of(context.taskId().partition());
        IdStore ids = context.getStateStore(RouterTopology.SEEN);
        store = ids;
        seen = new SeenIds(ids, window);
        remembered.add(context.taskId().partition(), ids);
        loading =
                context.schedule(
                        LOAD_EVERY, PunctuationType.WALL_CLOCK_TIME, ignored -> loadMore());
    }

    private void loadMore() {
        if (seen != null && loading != null && seen.load(LOAD)) {
            loading.cancel();
        }
    }

    @Override
    public void process(Record<byte[], IncomingEvent> item) {
        RouterCounters.Partition count = Objects.requireNonNull(counting);
        long offset = context().recordMetadata().orElseThrow().offset();
        String scope = item.value().idScope();
        switch (Objects.requireNonNull(seen).see(item.key(), scope, offset, item.timestamp())) {
            case FIRST, SAME_RECORD -> {
                count.routed(context().currentSystemTimeMs() - item.timestamp());
                context().forward(item);
            }
            case DUPLICATE -> count.duplicate(item.value().event().account());
        }
    }

    @Override
    public void close() {
        if (store != null) {
            remembered.remove(context().taskId().partition(), store);
        }
        if (seen != null) {
            seen.close();
        }
    }
}
