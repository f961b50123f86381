package dev.signalbox.router.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.DeliveryId;
import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.delivery.OutcomeFacts;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.replay.OffsetRange;
import dev.signalbox.contract.replay.Only;
import dev.signalbox.contract.replay.PinnedRule;
import dev.signalbox.contract.replay.Replay;
import dev.signalbox.contract.replay.ReplayBook;
import dev.signalbox.contract.replay.ReplayKey;
import dev.signalbox.contract.replay.ReplayOrder;
import dev.signalbox.contract.replay.ReplayPlan;
import dev.signalbox.contract.replay.ReplayProgress;
import dev.signalbox.contract.replay.ReplayRecords;
import dev.signalbox.contract.replay.ReplayState;
import dev.signalbox.contract.replay.Speed;
import dev.signalbox.contract.rule.Channel;
import dev.signalbox.contract.rule.DeliveryOptions;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.RuleRecords;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.rule.SealedSecret;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.contract.tracing.Tracing;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/// A replay among topics in memory: its history, its rules, and a notifier's outcomes as the test
/// wants them. For one thread.
final class ReplayWorld {
    static final String ACCOUNT = "1";
    static final ReplayKey KEY = new ReplayKey(ACCOUNT, "rpl_0123456789012345678901");
    static final Instant FROM = Instant.parse("2026-03-01T00:00:00Z");
    static final Instant TO = FROM.plus(Duration.ofHours(1));
    static final int PARTITIONS = 3;

    final LogKafka kafka = new LogKafka(PARTITIONS);
    final ReplayBook book = new ReplayBook();
    final Rulebook rules = new Rulebook();
    final LiveLag lag = new LiveLag();
    private final List<PinnedRule> pinned = new ArrayList<>();
    private final RunParts parts;
    private Instant now = TO.plus(Duration.ofDays(1));
    private int outcomesRead;
    private @Nullable ReplayRun listening;

    ReplayWorld(int atOnce) {
        parts =
                new RunParts(
                        book,
                        rules,
                        _ -> kafka.consumer(atOnce),
                        kafka.producer(),
                        lag,
                        ReplayCounters.in(new PrometheusRegistry()),
                        Path.of(System.getProperty("java.io.tmpdir")),
                        "router-a",
                        () -> now,
                        Tracing.OFF);
        kafka.follow(item -> {
            if (item.topic().equals(Topic.REPLAYS.topicName())) {
                book.apply(item);
            }
        });
        book.listen(
                new ReplayBook.Listener() {
                    @Override
                    public void changed(
                            ReplayKey key, @Nullable Replay before, @Nullable Replay after) {
                        // runs ask the book
                    }

                    @Override
                    public void progressed(ReplayKey key, @Nullable ReplayProgress progress) {
                        if (listening != null && progress != null) {
                            listening.heard(progress);
                        }
                    }
                });
    }

    /// Makes a rule, and pins it for the order.
    void rule(String name, String pattern, String... targets) {
        put(name, pattern, targets);
        pinned.add(new PinnedRule(name, 3, pattern(pattern)));
    }

    /// Makes or changes a rule.
    void put(String name, String pattern, String... targets) {
        var key = new RuleKey(ACCOUNT, "default", name);
        List<Target> made =
                Arrays.stream(targets)
                        .<Target>map(id ->
                                new Target.Http(
                                        id,
                                        DeliveryOptions.DEFAULT,
                                        new SealedSecret("sealed:k:x"),
                                        null,
                                        null))
                        .toList();
        apply(
                key,
                RuleRecords.write(new Rule(key, "", false, pattern(pattern), made, 3, FROM, FROM)));
    }

    void delete(String name) {
        apply(new RuleKey(ACCOUNT, "default", name), null);
    }

    private void apply(RuleKey key, byte @Nullable [] value) {
        rules.apply(
                new ConsumerRecord<>(
                        Topic.RULES.topicName(), 0, 0, key.toString().getBytes(UTF_8), value));
    }

    static Pattern pattern(String json) {
        try {
            return Pattern.parse(Json.MAPPER.readTree(json.replace('\'', '"')));
        } catch (Exception e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    /// Writes an event of the period.
    ///
    /// @param second of the period
    void event(String bus, String id, String type, long second) {
        kafka.write(
                Topic.EVENTS,
                ACCOUNT + "/" + bus + "/" + id,
                "{\"id\":\"%s\",\"type\":\"%s\"}".formatted(id, type).getBytes(UTF_8),
                LogKafka.headers(Map.of(EventHeaders.SOURCE, "s", EventHeaders.TYPE, type)),
                FROM.plusSeconds(second).toEpochMilli());
    }

    /// Orders and starts the replay of all that is there.
    void order(Speed speed) {
        order(speed, Only.ALL);
    }

    /// The same for some of the deliveries.
    void order(Speed speed, Only only) {
        var ranges = new TreeMap<Integer, OffsetRange>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            ranges.put(partition, new OffsetRange(0, kafka.end(Topic.EVENTS, partition)));
        }
        write(
                new Replay(
                        ACCOUNT,
                        KEY.id(),
                        new ReplayOrder(
                                "default", FROM, TO, pinned, null, Set.of(), only, speed, "",
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
        kafka.write(
                Topic.REPLAYS,
                KEY.toString(),
                ReplayRecords.write(replay),
                new RecordHeaders(),
                now.toEpochMilli());
    }

    /// Gives the replay another state, as the console does.
    void become(ReplayState state) {
        write(replay().become(state, "", now));
    }

    Replay replay() {
        return Objects.requireNonNull(book.replay(KEY.account(), KEY.id()));
    }

    ReplayProgress progress() {
        return Objects.requireNonNull(book.progress(KEY.account(), KEY.id()));
    }

    /// A run of the replay, which hears what is written.
    ReplayRun run(ReplayRun.Mode mode) {
        var run = new ReplayRun(KEY, parts, mode);
        listening = run;
        return run;
    }

    /// Lets time pass, and takes a step.
    ///
    /// @return false when the run has ended
    boolean step(ReplayRun run) {
        return step(run, Duration.ofMillis(300));
    }

    /// The same after another time.
    boolean step(ReplayRun run, Duration time) {
        now = now.plus(time);
        try {
            return run.step();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Instant now() {
        return now;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /// The deliveries that were sent, as often as they were.
    List<Delivery> sent() {
        return kafka.records(Topic.REPLAYED).stream()
                .map(item ->
                        DeliveryRecords.read(item.key(), item.value(), item.headers()).delivery())
                .toList();
    }

    /// Ends deliveries that were sent and have not ended.
    ///
    /// @param most how many
    void end(int most, boolean cancelled) {
        List<Delivery> sent = sent();
        int until = Math.min(sent.size(), outcomesRead + most);
        // By partition and not by time: so that some end late.
        var ended = kafka.records(Topic.OUTCOMES).stream().map(ReplayWorld::id).toList();
        int left = until - outcomesRead;
        for (Delivery one : sent) {
            if (left > 0 && !ended.contains(one.id())) {
                end(one, cancelled);
                outcomesRead++;
                left--;
            }
        }
    }

    /// Writes what became of an event before, live or in another replay.
    ///
    /// @param replay the other replay; empty for live
    void before(String id, String rule, String replay, boolean dead) {
        var event = new EventKey(ACCOUNT, "default", id);
        TargetKey target = new TargetKey(ACCOUNT, "default", rule, "hook");
        var facts =
                new OutcomeFacts(
                        DeliveryId.of(event, target, replay.isEmpty() ? null : replay),
                        target,
                        "",
                        Channel.HTTP,
                        id,
                        replay,
                        1,
                        0,
                        1,
                        now.toEpochMilli(),
                        1,
                        200);
        Outcome outcome = dead ? new Outcome.Dead(facts, "refused") : new Outcome.Delivered(facts);
        kafka.write(
                Topic.OUTCOMES,
                ACCOUNT,
                outcome.toBytes(),
                new RecordHeaders(),
                now.toEpochMilli());
    }

    private static String id(ConsumerRecord<byte[], byte[]> item) {
        return Objects.requireNonNull(OutcomeFeed.read(item)).deliveryId();
    }

    /// Ends a delivery: of every seven ids two are merged and one is dead.
    void end(Delivery delivery, boolean cancelled) {
        var facts = OutcomeFacts.of(delivery, Channel.HTTP, now.toEpochMilli(), 1, 200);
        Outcome outcome =
                cancelled
                        ? new Outcome.Dead(facts, "the replay was cancelled", true)
                        : switch (Math.floorMod(delivery.id().hashCode(), 7)) {
                            case 0, 1 -> new Outcome.Delivered(facts, "dlv_other");
                            case 2 -> new Outcome.Dead(facts, "refused");
                            default -> new Outcome.Delivered(facts);
                        };
        kafka.write(
                Topic.OUTCOMES,
                ACCOUNT,
                outcome.toBytes(),
                new RecordHeaders(),
                now.toEpochMilli());
    }
}
