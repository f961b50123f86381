package dev.signalbox.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.delivery.OutcomeFacts;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.replay.OffsetRange;
import dev.signalbox.contract.replay.Only;
import dev.signalbox.contract.replay.PinnedRule;
import dev.signalbox.contract.replay.Replay;
import dev.signalbox.contract.replay.ReplayOrder;
import dev.signalbox.contract.replay.ReplayPlan;
import dev.signalbox.contract.replay.ReplayProgress;
import dev.signalbox.contract.replay.ReplayRecords;
import dev.signalbox.contract.replay.ReplayState;
import dev.signalbox.contract.replay.Speed;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.Channel;
import dev.signalbox.contract.rule.DeliveryOptions;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.RuleRecords;
import dev.signalbox.contract.rule.SealedSecret;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.stats.StatsBoard;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.contract.tracing.Tracing;
import dev.signalbox.router.Router;
import dev.signalbox.standalone.broker.EmbeddedBroker;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/// A broker with a history of events, for tests of the router's replays, and a notifier that takes
/// every delivery at once, or none while it is held.
final class ReplayStage implements AutoCloseable {
    static final String ACCOUNT = "1000000000000001";
    static final String ID = "rpl_0123456789012345678901";
    static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int PARTITIONS = 4;

    private final RoomContext context;
    private final EmbeddedBroker broker;
    private final Admin admin;
    private final Producer<byte[], byte[]> producer;
    private final Instant from =
            Instant.now().minus(Duration.ofHours(1)).truncatedTo(ChronoUnit.MILLIS);
    private final List<PinnedRule> pinned = new ArrayList<>();
    private final Map<String, Integer> taken = new ConcurrentHashMap<>();
    private final Thread notifier;
    private volatile boolean held;
    private volatile boolean closing;
    private int events;

    ReplayStage(Path folder) {
        broker = EmbeddedBroker.start(folder.resolve("kafka"), "127.0.0.1", 0);
        context =
                RoomContext.open(
                        Settings.forRoom(
                                Map.of(
                                        "SIGNALBOX_HTTP", "127.0.0.1:0",
                                        "SIGNALBOX_KAFKA", broker.bootstrapServers(),
                                        "SIGNALBOX_DATA", folder.toString(),
                                        "SIGNALBOX_PARTITIONS", Integer.toString(PARTITIONS),
                                        "SIGNALBOX_REPLICATION", "1")));
        admin = Admin.create(KafkaClients.admin(context.settings()));
        producer = new KafkaProducer<>(KafkaClients.producer(context.settings(), "stage"));
        notifier = Thread.ofPlatform().name("stage-notifier").start(this::takeDeliveries);
    }

    /// Starts a router.
    Router router() {
        return Router.start(
                new RoomContext(
                        context.settings(),
                        context.rules(),
                        context.targets(),
                        context.replays(),
                        new PrometheusRegistry(),
                        context.clock(),
                        context.disk(),
                        context.kafka(),
                        context.locations(),
                        new StatsBoard(),
                        Tracing.OFF));
    }

    private void takeDeliveries() {
        try (var consumer =
                new KafkaConsumer<byte[], byte[]>(
                        KafkaClients.consumer(context.settings(), "stage-notifier"))) {
            List<TopicPartition> partitions = partitions(Topic.REPLAYED);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!closing) {
                if (held) {
                    consumer.pause(partitions);
                } else {
                    consumer.resume(partitions);
                }
                consumer.poll(Duration.ofMillis(50))
                        .forEach(item ->
                                take(
                                        DeliveryRecords.read(
                                                        item.key(), item.value(), item.headers())
                                                .delivery()));
            }
        }
    }

    private void take(Delivery delivery) {
        taken.merge(delivery.id(), 1, Integer::sum);
        var facts = OutcomeFacts.of(delivery, Channel.HTTP, Instant.now().toEpochMilli(), 1, 200);
        send(Topic.OUTCOMES, ACCOUNT, new Outcome.Delivered(facts).toBytes(), new RecordHeaders());
    }

    /// Lets the notifier take nothing more, or go on.
    void hold(boolean hold) {
        held = hold;
    }

    /// The deliveries that were taken, and how often each came.
    Map<String, Integer> taken() {
        return taken;
    }

    private static List<TopicPartition> partitions(Topic topic) {
        return IntStream.range(0, PARTITIONS)
                .mapToObj(number -> new TopicPartition(topic.topicName(), number))
                .toList();
    }

    private void send(Topic topic, String key, byte @Nullable [] value, Headers headers) {
        send(topic, key, value, headers, null);
    }

    private void send(
            Topic topic,
            String key,
            byte @Nullable [] value,
            Headers headers,
            @Nullable Long time) {
        var _ =
                producer.send(
                        new ProducerRecord<>(
                                topic.topicName(),
                                null,
                                time,
                                key.getBytes(UTF_8),
                                value,
                                headers));
    }

    /// Makes a rule, and pins it for the order. Its target's lane is the test's own.
    void rule(String name, String pattern) {
        Pattern parsed = pattern(pattern);
        var key = new RuleKey(ACCOUNT, "default", name);
        Target hook =
                new Target.Http(
                        "hook",
                        DeliveryOptions.DEFAULT,
                        new SealedSecret("sealed:k:x"),
                        null,
                        null);
        write(
                key,
                RuleRecords.write(new Rule(key, "", true, parsed, List.of(hook), 1, from, from)));
        pinned.add(new PinnedRule(name, 1, parsed));
    }

    void deleteRule(String name) {
        write(new RuleKey(ACCOUNT, "default", name), null);
    }

    private void write(RuleKey key, byte @Nullable [] value) {
        long before = context.rules().changes();
        send(Topic.RULES, key.toString(), value, new RecordHeaders());
        await().atMost(PATIENCE).until(() -> context.rules().changes() > before);
    }

    private static Pattern pattern(String json) {
        try {
            return Pattern.parse(Json.MAPPER.readTree(json.replace('\'', '"')));
        } catch (Exception e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    /// Writes an event of the history; each a millisecond after the one before.
    void event(String id, String type, String padding) {
        String body =
                """
                {"specversion":"1.0","id":"%s","source":"s","type":"%s","data":{"pad":"%s"}}\
                """
                        .formatted(id, type, padding);
        var headers = new RecordHeaders();
        EventHeaders.write(headers, "s", type, 0);
        send(
                Topic.EVENTS,
                ACCOUNT + "/default/" + id,
                body.getBytes(UTF_8),
                headers,
                from.plusMillis(events++).toEpochMilli());
    }

    /// Starts a replay of all that is there.
    void start(Speed speed) throws Exception {
        producer.flush();
        var ranges = new TreeMap<Integer, OffsetRange>();
        ends(Topic.EVENTS)
                .forEach((partition, end) ->
                        ranges.put(partition.partition(), new OffsetRange(0, end)));
        Instant now = Instant.now();
        write(
                new Replay(
                        ACCOUNT,
                        ID,
                        new ReplayOrder(
                                "default", from, now, pinned, null, Set.of(), Only.ALL, speed, "",
                                ranges, false),
                        new ReplayPlan(
                                0,
                                0,
                                0,
                                List.of(),
                                BigDecimal.ZERO,
                                Duration.ZERO,
                                true,
                                List.of()),
                        ReplayState.RUNNING,
                        "",
                        now,
                        "",
                        now,
                        1));
    }

    private void write(Replay replay) {
        send(
                Topic.REPLAYS,
                replay.key().toString(),
                ReplayRecords.write(replay),
                new RecordHeaders());
    }

    /// Gives the replay another state, as the console does.
    void become(ReplayState state) {
        write(replay().become(state, "", Instant.now()));
        await().atMost(PATIENCE).until(() -> replay().state() == state);
    }

    Replay replay() {
        return Objects.requireNonNull(context.replays().replay(ACCOUNT, ID));
    }

    @Nullable ReplayProgress progress() {
        return context.replays().progress(ACCOUNT, ID);
    }

    /// Waits until the replay has ended.
    ReplayProgress awaitEnd(ReplayState state) {
        await().atMost(PATIENCE).until(() -> replay().state() == state);
        return Objects.requireNonNull(progress());
    }

    void awaitTaken(int count) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> taken.size() >= count);
    }

    /// Waits until the replay says that it waits for something.
    void awaitWaiting(String reason) {
        await().atMost(PATIENCE)
                .until(() -> {
                    ReplayProgress progress = progress();
                    return progress != null && progress.waitsFor().contains(reason);
                });
    }

    private Map<TopicPartition, Long> ends(Topic topic) throws Exception {
        var asked = new HashMap<TopicPartition, OffsetSpec>();
        partitions(topic).forEach(partition -> asked.put(partition, OffsetSpec.latest()));
        var ends = new HashMap<TopicPartition, Long>();
        admin.listOffsets(asked)
                .all()
                .get()
                .forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    /// Deletes all events but the last so many of each partition, as retention does.
    void deleteEventsBut(int last) throws Exception {
        var deleted = new HashMap<TopicPartition, RecordsToDelete>();
        ends(Topic.EVENTS)
                .forEach((partition, end) ->
                        deleted.put(
                                partition, RecordsToDelete.beforeOffset(Math.max(0, end - last))));
        admin.deleteRecords(deleted).all().get();
    }

    @Override
    public void close() {
        closing = true;
        try {
            notifier.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close();
        admin.close();
        context.close();
        broker.close();
    }
}
