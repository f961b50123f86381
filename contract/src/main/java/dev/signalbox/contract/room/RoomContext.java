package dev.signalbox.contract.room;

import dev.signalbox.contract.event.EventLocations;
import dev.signalbox.contract.file.DiskWatch;
import dev.signalbox.contract.health.HealthBook;
import dev.signalbox.contract.replay.ReplayBook;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.stats.StatsBoard;
import dev.signalbox.contract.stats.StatsPublisher;
import dev.signalbox.contract.topic.KafkaWatch;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.contract.topic.Topics;
import dev.signalbox.contract.topic.UnreadableRecords;
import dev.signalbox.contract.tracing.Tracing;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The things that every room is given when it starts. In standalone all rooms share one, and so
/// one view of the rules, of the targets' health and of the replays: what the console has
/// acknowledged, every room knows.
///
/// @param settings the process's settings
/// @param rules the rules, followed
/// @param targets the targets that are not well, followed
/// @param replays the replays, followed
/// @param metrics where the room's counters are registered for `/metrics`
/// @param clock the time
/// @param disk the watch over the folders that the rooms write to
/// @param kafka the watch over what the rooms need of Kafka
/// @param locations where events lie, as far as a router of this process remembers it
/// @param stats where the rooms put the numbers that the process publishes
/// @param tracing records the hops of events
public record RoomContext(
        Settings settings,
        Rulebook rules,
        HealthBook targets,
        ReplayBook replays,
        PrometheusRegistry metrics,
        InstantSource clock,
        DiskWatch disk,
        KafkaWatch kafka,
        EventLocations locations,
        StatsBoard stats,
        Tracing tracing)
        implements AutoCloseable {
    /// Times are kept and shown to the millisecond, as records have them.
    private static final Duration MILLISECOND = Duration.ofMillis(1);

    /// Without replays, and without a watch over the disk or over Kafka.
    public RoomContext(
            Settings settings,
            Rulebook rules,
            HealthBook targets,
            PrometheusRegistry metrics,
            InstantSource clock) {
        this(
                settings,
                rules,
                targets,
                new ReplayBook(),
                metrics,
                clock,
                DiskWatch.none(),
                new KafkaWatch());
    }

    /// Without a router in the same process.
    public RoomContext(
            Settings settings,
            Rulebook rules,
            HealthBook targets,
            ReplayBook replays,
            PrometheusRegistry metrics,
            InstantSource clock,
            DiskWatch disk,
            KafkaWatch kafka) {
        this(
                settings,
                rules,
                targets,
                replays,
                metrics,
                clock,
                disk,
                kafka,
                new EventLocations(),
                new StatsBoard(),
                Tracing.OFF);
    }

    /// Of rules alone: every target is well, and stays so.
    public RoomContext(
            Settings settings, Rulebook rules, PrometheusRegistry metrics, InstantSource clock) {
        this(settings, rules, new HealthBook(), metrics, clock);
    }

    /// Prepares the topics and reads the rules, what is wrong with targets, and the replays.
    ///
    /// @throws IllegalStateException when Kafka does not answer, or a topic is not as it must be
    public static RoomContext open(Settings settings) {
        return open(settings, DiskWatch.start(settings.minFreeMegabytes()));
    }

    /// The same with a watch over the disk that looks already, which is closed with it.
    public static RoomContext open(Settings settings, DiskWatch disk) {
        Map<Topic, String> misfits = Topics.ensure(settings);
        var metrics = new PrometheusRegistry();
        var unreadable = UnreadableRecords.in(metrics);
        Rulebook rules = Rulebook.follow(settings, unreadable);
        HealthBook targets = HealthBook.follow(settings, unreadable);
        ReplayBook replays = ReplayBook.follow(settings, unreadable);
        GaugeWithCallback.builder()
                .name("signalbox_rules_unreadable")
                .help("Records of rules that this room cannot read and goes without")
                .callback(gauge -> gauge.call(rules.unreadable()))
                .register(metrics);
        diskMetrics(disk, metrics);
        KafkaWatch kafka = KafkaWatch.start(settings, misfits);
        kafka.reads(Topic.RULES, Topic.TARGETS, Topic.REPLAYS);
        return new RoomContext(
                settings,
                rules,
                targets,
                replays,
                metrics,
                InstantSource.tick(InstantSource.system(), MILLISECOND),
                disk,
                kafka,
                new EventLocations(),
                StatsBoard.of(settings),
                Tracing.OFF);
    }

    private static void diskMetrics(DiskWatch disk, PrometheusRegistry metrics) {
        GaugeWithCallback.builder()
                .name("signalbox_disk_free_bytes")
                .help("Bytes that are free where a folder of this process is")
                .labelNames("folder")
                .callback(gauge -> disk.freeBytes().forEach((name, free) -> gauge.call(free, name)))
                .register(metrics);
        GaugeWithCallback.builder()
                .name("signalbox_disk_short")
                .help("1 while a disk is so full that new events are refused, else 0")
                .callback(gauge -> gauge.call(disk.shortage() == null ? 0 : 1))
                .register(metrics);
    }

    /// Starts to publish the numbers of the rooms, until what is returned is closed.
    public StatsPublisher publishStats() {
        return StatsPublisher.start(settings, stats, rules, disk, clock, Version.text());
    }

    /// The same, with the hops of events recorded.
    public RoomContext traced(Tracing other) {
        return new RoomContext(
                settings, rules, targets, replays, metrics, clock, disk, kafka, locations, stats,
                other);
    }

    /// The faults that keep it from being ready, in words; empty when there are none.
    public List<String> missing() {
        var missing = new ArrayList<>(kafka.missing());
        if (!rules.following()) {
            missing.add("the rules are not followed any more");
        }
        if (!targets.following()) {
            missing.add("the targets' health is not followed any more");
        }
        if (!replays.following()) {
            missing.add("the replays are not followed any more");
        }
        return missing;
    }

    /// Stops following the rules, the targets and the replays, and watching the disk and Kafka.
    @Override
    public void close() {
        kafka.close();
        replays.close();
        targets.close();
        rules.close();
        disk.close();
        tracing.close();
    }
}
