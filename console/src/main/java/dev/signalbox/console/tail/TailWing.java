package dev.signalbox.console.tail;

import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.RouteTable;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/// The wing of the console for those who watch events and outcomes come in.
///
/// Threads: one for each of the two topics while somebody watches it.
public final class TailWing implements HttpRoutes, AutoCloseable {
    private final LiveReader events;
    private final LiveReader outcomes;
    private final TailApi api;

    /// Makes the wing; nothing is read before somebody watches.
    public TailWing(RoomContext room) {
        this(room, consumers(room));
    }

    TailWing(RoomContext room, Supplier<Consumer<byte[], byte[]>> consumers) {
        events = new LiveReader(Topic.EVENTS, consumers);
        outcomes = new LiveReader(Topic.OUTCOMES, consumers);
        api = new TailApi(room, events, outcomes, consumers);
    }

    private static Supplier<Consumer<byte[], byte[]>> consumers(RoomContext room) {
        Map<String, Object> config =
                KafkaClients.consumer(room.settings(), "signalbox-console-tail");
        // Kafka has lost or deleted what is next: what is new is shown, not what is oldest.
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 << 20);
        return () -> new KafkaConsumer<>(config);
    }

    /// Whether somebody watches, and so a topic is read.
    boolean isReading() {
        return events.isReading() || outcomes.isReading();
    }

    @Override
    public void addTo(RouteTable table) {
        api.addTo(table);
    }

    @Override
    public void close() {
        events.close();
        outcomes.close();
    }
}
