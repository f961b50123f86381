package dev.signalbox.ingest;

import dev.signalbox.contract.event.Catalog;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.topic.KafkaWait;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.web.HttpRoutes;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;

/// The room that takes events in over HTTP and answers when Kafka has them on disk.
///
/// Its threads are the HTTP server's, a virtual one per connection, and the one of Kafka's
/// producer; they share the producer and the counters, and nothing else that changes.
public final class Ingest implements AutoCloseable {
    private final EventWriter writer;
    private final EventsApi doors;

    private Ingest(EventWriter writer, EventsApi doors) {
        this.writer = writer;
        this.doors = doors;
    }

    /// Starts the room. Its paths still have to be put on an HTTP server.
    public static Ingest start(RoomContext context) {
        return start(context, new KafkaProducer<>(EventWriter.producerConfig(context.settings())));
    }

    static Ingest start(RoomContext context, Producer<byte[], byte[]> producer) {
        // The first event is not to wait for this.
        String topic = Topic.EVENTS.topicName();
        KafkaWait.AT_START.await("the topic " + topic, () -> producer.partitionsFor(topic));
        context.kafka().writes(Topic.EVENTS);
        var policy =
                new EventPolicy(
                        context.settings().limits(),
                        Catalog.builtIn(),
                        context.rules(),
                        context.settings().accounts().standard(),
                        context.settings().accounts().tenants(),
                        context.clock());
        var writer = new EventWriter(producer, context.rules());
        return new Ingest(
                writer,
                new EventsApi(
                        new Collector(
                                writer,
                                context.disk(),
                                context.metrics(),
                                context.stats(),
                                context.tracing()),
                        policy));
    }

    /// The paths that events come in by.
    public HttpRoutes routes() {
        return doors;
    }

    /// Waits for what is being written. The HTTP server has to be closed before.
    @Override
    public void close() {
        writer.close();
    }
}
