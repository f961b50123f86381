package dev.signalbox.notifier;

import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.room.RoomPlace;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.rule.Vault;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.Groups;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.contract.topic.KafkaWait;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.notifier.attempt.TargetChanges;
import dev.signalbox.notifier.bot.BotSender;
import dev.signalbox.notifier.connectivity.ConnectivityApi;
import dev.signalbox.notifier.engine.DeliveryEngine;
import dev.signalbox.notifier.engine.Membership;
import dev.signalbox.notifier.engine.PairedAssignor;
import dev.signalbox.notifier.health.BacklogNumbers;
import dev.signalbox.notifier.health.LagMetrics;
import dev.signalbox.notifier.health.TargetStates;
import dev.signalbox.notifier.health.TargetsApi;
import dev.signalbox.notifier.http.HttpCalls;
import dev.signalbox.notifier.http.HttpSender;
import dev.signalbox.notifier.mail.EmailSender;
import dev.signalbox.notifier.message.Messages;
import dev.signalbox.notifier.phone.SmsSender;
import dev.signalbox.notifier.phone.VoiceSender;
import dev.signalbox.notifier.retry.RetrySchedulerTopology;
import dev.signalbox.notifier.retry.Waiting;
import dev.signalbox.notifier.usage.UsageTopology;
import dev.signalbox.streams.StreamsApp;
import dev.signalbox.web.HttpRoutes;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;

/// The notifier: takes deliveries to their targets, keeps those that have to wait, and counts those
/// that arrived.
///
/// Three parts that meet in topics only: the delivery engine (a plain consumer), the retry
/// scheduler and the usage counters (one stream thread each). It also answers the paths that need a
/// channel or the lanes: Test Connectivity, and the state of targets.
public final class Notifier implements AutoCloseable {
    private static final String GROUP = Groups.NOTIFIER;

    /// Added to the time of day by the producer, and so not the longest there is: topics would be
    /// forgotten at once.
    private static final Duration NEVER_FORGOTTEN = Duration.ofDays(36_500);

    private final RoomPlace place;
    private final HttpRoutes routes;
    private final Vault vault;
    private final HttpCalls calls;
    private final EmailSender email;
    private final DeliveryEngine engine;
    private final StreamsApp scheduler;
    private final StreamsApp usage;
    private final LagMetrics lag;

    private Notifier(
            RoomPlace place,
            HttpRoutes routes,
            Vault vault,
            HttpCalls calls,
            EmailSender email,
            DeliveryEngine engine,
            StreamsApp scheduler,
            StreamsApp usage,
            LagMetrics lag) {
        this.place = place;
        this.routes = routes;
        this.vault = vault;
        this.calls = calls;
        this.email = email;
        this.engine = engine;
        this.scheduler = scheduler;
        this.usage = usage;
        this.lag = lag;
    }

    /// Starts the room.
    ///
    /// @throws IllegalStateException when another process uses its folder, or there are no keys
    ///   that open the targets' secrets
    public static Notifier start(RoomContext context) {
        RoomPlace place = RoomPlace.take(context, NotifierConfig.ROOM);
        try {
            return start(context, place);
        } catch (RuntimeException e) {
            place.close();
            throw e;
        }
    }

    private static Notifier start(RoomContext context, RoomPlace place) {
        Settings settings = context.settings();
        context.kafka().keepsStateOf(Topic.RETRIES, Topic.OUTCOMES);
        context.kafka()
                .writes(
                        Topic.DELIVERIES,
                        Topic.REPLAYED,
                        Topic.RETRIES,
                        Topic.OUTCOMES,
                        Topic.DEAD_LETTERS,
                        Topic.TARGETS,
                        Topic.USAGE);
        context.kafka()
                .joins(GROUP, RetrySchedulerTopology.APPLICATION_ID, UsageTopology.APPLICATION_ID);
        context.kafka().transacts();
        var waiting = new Waiting();
        Vault vault = Vault.open(settings, context.rules());
        GaugeWithCallback.builder()
                .name("signalbox_notifier_missing_keys")
                .help("Keys that rules are sealed with and the notifier's file does not hold")
                .callback(gauge -> gauge.call(vault.keysNotInFile()))
                .register(context.metrics());
        var calls = new HttpCalls(settings, context.clock());
        var http = new HttpSender(calls, vault, context.clock());
        var messages = new Messages(settings.accounts().zone());
        var bots = new BotSender(calls, messages, vault, context.clock());
        var sms = new SmsSender(calls, settings.phones(), messages, context.clock());
        var voice = new VoiceSender(calls, settings.phones(), messages, context.clock());
        var email = new EmailSender(settings, messages, context.clock());
        var channels = new Channels(http, bots, sms, voice, email);
        var engine =
                new DeliveryEngine(
                        settings,
                        context.rules(),
                        context.targets(),
                        context.replays(),
                        () -> new KafkaConsumer<>(consumer(settings, place.name())),
                        producer(settings),
                        context.tracing().on()
                                ? new TracedSender(channels, context.tracing())
                                : channels,
                        context.clock(),
                        new Random(),
                        context.metrics(),
                        context.stats(),
                        waiting::count,
                        new Place(place));
        engine.start();
        var scheduler =
                StreamsApp.start(
                        RetrySchedulerTopology.build(waiting),
                        NotifierConfig.of(settings, RetrySchedulerTopology.APPLICATION_ID),
                        context.metrics(),
                        place);
        var usage =
                StreamsApp.start(
                        UsageTopology.build(settings.accounts().zone()),
                        NotifierConfig.of(settings, UsageTopology.APPLICATION_ID),
                        context.metrics(),
                        place);
        InstantSource clock = context.clock();
        TargetChanges.listen(
                context.rules(),
                context.targets(),
                new TargetChanges.Listener() {
                    @Override
                    public void moved(TargetKey key, Target target) {
                        waiting.release(key, clock.millis());
                    }

                    @Override
                    public void enabled(TargetKey key) {
                        waiting.release(key, clock.millis());
                    }
                });
        var states = new TargetStates(context.rules(), context.targets(), engine::lanes, waiting);
        context.stats()
                .delivering(
                        new BacklogNumbers(
                                states, context.clock(), engine::lanes, engine::backlog));
        List<HttpRoutes> routes =
                List.of(
                        new ConnectivityApi(context, bots, channels, vault),
                        new TargetsApi(context, states));
        return new Notifier(
                place,
                table -> routes.forEach(part -> part.addTo(table)),
                vault,
                calls,
                email,
                engine,
                scheduler,
                usage,
                new LagMetrics(context, states, engine::backlog));
    }

    /// The place in the group that reads deliveries.
    private record Place(RoomPlace room) implements Membership {
        @Override
        public boolean awaitFree() {
            return room.awaitFree(GROUP, room.name());
        }

        @Override
        public boolean hasOthers() {
            return room.othersIn(GROUP);
        }
    }

    /// Reads what transactions have not yet committed: the scheduler's hold up to 300 ms of
    /// deliveries, and behind them everybody's. Should one be aborted, its deliveries come again,
    /// with the same ids, and the engine's recent memory knows them.
    ///
    /// As long as notifiers of a build before replays are in the group, partitions are assigned as
    /// those know it.
    private static Map<String, Object> consumer(Settings settings, String name) {
        var config = KafkaClients.consumer(settings, GROUP);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
        config.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, name);
        config.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                List.of(PairedAssignor.class.getName(), CooperativeStickyAssignor.class.getName()));
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
        // A fetch that waits for one partition keeps those that were resumed meanwhile from theirs.
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10);
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 << 20);
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1 << 20);
        config.putAll(KafkaClients.membership());
        return config;
    }

    /// Never gives up a record, and never waits for what it knows already: the topics are looked up
    /// here and not forgotten.
    private static Producer<byte[], byte[]> producer(Settings settings) {
        var config = KafkaClients.producer(settings, GROUP);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        config.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, NEVER_FORGOTTEN.toMillis());
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 128L << 20);
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 << 10);
        var producer = new KafkaProducer<byte[], byte[]>(config);
        for (Topic topic :
                List.of(
                        Topic.OUTCOMES,
                        Topic.RETRIES,
                        Topic.DEAD_LETTERS,
                        Topic.TARGETS,
                        Topic.REJECTED)) {
            KafkaWait.AT_START.await(
                    "the topic " + topic.topicName(),
                    () -> producer.partitionsFor(topic.topicName()));
        }
        return producer;
    }

    /// The paths that the room answers.
    public HttpRoutes routes() {
        return routes;
    }

    /// The reasons why no deliveries are made, in words; empty when there are none.
    public List<String> missing() {
        var missing = new ArrayList<>(place.missing());
        missing.addAll(vault.missing());
        if (missing.isEmpty() && !(engine.ready() && scheduler.alive() && usage.alive())) {
            missing.add("the notifier is starting");
        }
        return missing;
    }

    /// Stops within ten seconds: what is under way may end, the rest stays in Kafka.
    @Override
    public void close() {
        place.stopWaiting();
        try (place;
                var closing = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            closing.execute(scheduler::close);
            closing.execute(usage::close);
            engine.close();
            lag.close();
            calls.close();
            email.close();
        }
    }
}
