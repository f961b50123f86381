package dev.signalbox.benchmarks;

import static dev.signalbox.contract.event.EventHeaders.utf8;

import dev.signalbox.console.history.HistoryReader;
import dev.signalbox.console.trace.EventTrace;
import dev.signalbox.console.trace.EventTraces;
import dev.signalbox.contract.delivery.DeliveryId;
import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.delivery.OutcomeFacts;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.event.EventLocation;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.Channel;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.contract.topic.UnreadableRecords;
import dev.signalbox.router.Router;
import dev.signalbox.standalone.broker.EmbeddedBroker;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;

/// The trace of an event among a day's events, each with the outcome of one delivery, beside
/// reading the same record by its offset directly. Both open a client of their own for each
/// question.
final class TraceBenchmark {
    private static final String ACCOUNT = "1000000000000001";
    private static final String SOURCE = "acs.dataworks";
    private static final Duration PERIOD = Duration.ofHours(20);
    private static final int ASKED = 200;
    private static final int NOT_MEASURED = 50;

    private final Path folder;
    private final Results results;
    private final int events;
    private final Instant begin = Instant.now().minus(PERIOD);
    private final Random random = new Random(7);

    TraceBenchmark(Path folder, boolean full, Results results) {
        this.folder = folder;
        this.results = results;
        events = full ? 10_000_000 : 1_000_000;
    }

    /// Writes the events, waits until they are routed, and asks for some of them.
    void run() throws Exception {
        try (var broker = EmbeddedBroker.start(folder.resolve("kafka"), "127.0.0.1", 0)) {
            Settings settings =
                    Settings.forStandalone(
                            Map.of(
                                    "SIGNALBOX_KAFKA", broker.bootstrapServers(),
                                    "SIGNALBOX_DATA", folder.toString()));
            try (RoomContext context = RoomContext.open(settings)) {
                new RouterLoad(settings).writeRules();
                write(settings);
                try (var router = Router.start(context)) {
                    awaitRouted(context, router);
                    ask(context, settings);
                }
            }
        }
    }

    private void write(Settings settings) {
        var config = new HashMap<>(KafkaClients.producer(settings, "load"));
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L << 20);
        String filler = "x".repeat(500);
        try (var producer = new KafkaProducer<byte[], byte[]>(config)) {
            for (int i = 0; i < events; i++) {
                long at = acceptedMillis(i);
                var headers = new RecordHeaders();
                EventHeaders.write(headers, SOURCE, type(i), 0);
                headers.add(EventHeaders.ID_SCOPE, utf8(SOURCE));
                String body =
                        "{\"id\":\"%s\",\"source\":\"%s\",\"type\":\"%s\",\"data\":{\"message\":\"%s\"}}"
                                .formatted(id(i), SOURCE, type(i), filler);
                var _ =
                        producer.send(
                                new ProducerRecord<>(
                                        Topic.EVENTS.topicName(),
                                        null,
                                        at,
                                        key(i).toBytes(),
                                        utf8(body),
                                        headers));
                var _ =
                        producer.send(
                                new ProducerRecord<>(
                                        Topic.OUTCOMES.topicName(),
                                        null,
                                        at + 20,
                                        utf8(ACCOUNT),
                                        outcome(i, at).toBytes()));
            }
        }
    }

    private static Outcome outcome(int number, long at) {
        var target = new TargetKey(ACCOUNT, "default", "type-" + number % 500, "hook");
        return new Outcome.Delivered(
                new OutcomeFacts(
                        DeliveryId.of(key(number), SOURCE, target, "", null),
                        target,
                        "",
                        Channel.HTTP,
                        id(number),
                        "",
                        1,
                        at,
                        1,
                        at + 20,
                        12,
                        200));
    }

    private long acceptedMillis(int number) {
        return begin.toEpochMilli() + number * PERIOD.toMillis() / events;
    }

    private static String type(int number) {
        return "dataworks:InstanceStatusChanges:Step" + number % 500;
    }

    private static String id(int number) {
        return new UUID(number * 0x9E3779B97F4A7C15L, number).toString();
    }

    private static EventKey key(int number) {
        return new EventKey(ACCOUNT, "default", id(number));
    }

    private void awaitRouted(RoomContext context, Router router) {
        while (!router.ready() || routed(context) < events) {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private static double routed(RoomContext context) {
        return context.metrics().scrape(name -> name.equals("signalbox_router_routed")).stream()
                .flatMap(found -> found.getDataPoints().stream())
                .mapToDouble(point -> ((CounterSnapshot.CounterDataPointSnapshot) point).getValue())
                .sum();
    }

    private void ask(RoomContext context, Settings settings) {
        var traces =
                new EventTraces(
                        context,
                        HistoryReader.of(
                                settings,
                                UnreadableRecords.in(context.metrics()),
                                context.clock()));
        var places = new HashMap<Integer, EventLocation>();
        String name = "trace among %,d events, ms, ".formatted(events);
        double[] traced =
                millis(number -> {
                    EventTrace trace = traces.trace(key(number), null, null);
                    if (trace.records().size() != 1 || trace.outcomes().size() != 1) {
                        throw new IllegalStateException("the trace is not whole: " + trace);
                    }
                    places.put(number, trace.records().getFirst().location());
                });
        List<EventLocation> found = List.copyOf(places.values());
        double[] read = millis(number -> read(settings, found.get(number % found.size())));
        for (int percent : new int[] {50, 95}) {
            results.measured(name + "p" + percent, traced[traced.length * percent / 100]);
            results.baseline(name + "p" + percent, read[read.length * percent / 100]);
        }
    }

    /// How long each of the actions took, sorted.
    private double[] millis(IntConsumer action) {
        var millis = new double[ASKED];
        for (int i = -NOT_MEASURED; i < ASKED; i++) {
            int number = random.nextInt(events);
            long began = System.nanoTime();
            action.accept(number);
            if (i >= 0) {
                millis[i] = (System.nanoTime() - began) / 1e6;
            }
        }
        Arrays.sort(millis);
        return millis;
    }

    private static void read(Settings settings, EventLocation place) {
        var config = new HashMap<>(KafkaClients.consumer(settings, "bare"));
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        try (var consumer = new KafkaConsumer<byte[], byte[]>(config)) {
            var partition = new TopicPartition(Topic.EVENTS.topicName(), place.partition());
            consumer.assign(List.of(partition));
            consumer.seek(partition, place.offset());
            while (consumer.poll(Duration.ofSeconds(1)).isEmpty()) {
                // asked again
            }
        }
    }
}
