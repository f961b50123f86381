package dev.signalbox.console.live;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.RouteTable;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/// The wing of the console for those who watch the numbers.
///
/// Threads: while somebody watches, one reads `signalbox.stats` and computes what is shown, and one
/// counts dead letters at times.
public final class LiveWing implements HttpRoutes, AutoCloseable {
    private final RoomContext room;
    private final LiveFeed feed;
    private final LiveApi api;
    private final DeadLetterCounts deadLetters;

    /// Makes the wing; nothing is read before somebody watches.
    ///
    /// @param deadLetters counts the dead letters of an account that wait; may take seconds
    public LiveWing(RoomContext room, Function<String, DeadLetterCount> deadLetters) {
        this(room, deadLetters, consumers(room));
    }

    LiveWing(
            RoomContext room,
            Function<String, DeadLetterCount> deadLetters,
            Supplier<Consumer<byte[], byte[]>> consumers) {
        this.deadLetters = new DeadLetterCounts(deadLetters);
        this.room = room;
        var view = new LiveView(room, this.deadLetters::of);
        feed = new LiveFeed(consumers, view, room.clock());
        api = new LiveApi(room.settings(), feed);
    }

    private static Supplier<Consumer<byte[], byte[]>> consumers(RoomContext room) {
        Map<String, Object> config =
                KafkaClients.consumer(room.settings(), "signalbox-console-live");
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        return () -> new KafkaConsumer<>(config);
    }

    /// Adds what is known of the processes: name, version, rooms, when each was heard of.
    ///
    /// @throws ApiException 503 when the server closes
    public void addProcesses(ArrayNode json) {
        try {
            feed.look((numbers, now) -> {
                new ProcessStates(numbers, room, now).addWholeTo(json);
                return json;
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(503, "ServiceUnavailable", "the server is closing");
        }
    }

    @Override
    public void addTo(RouteTable table) {
        api.addTo(table);
    }

    @Override
    public void close() {
        feed.close();
        deadLetters.close();
    }
}
