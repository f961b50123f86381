package dev.signalbox.contract.room;

import dev.signalbox.contract.health.HealthBook;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.Topics;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// The things that every room is given when it starts. In standalone all rooms share one, and so
/// one view of the rules and of the targets' health: what the console has acknowledged, every room
/// knows.
///
/// @param settings the process's settings
/// @param rules the rules, followed
/// @param targets the targets that are not well, followed
/// @param metrics where the room's counters are registered for `/metrics`
/// @param clock the time
public record RoomContext(
        Settings settings,
        Rulebook rules,
        HealthBook targets,
        PrometheusRegistry metrics,
        InstantSource clock)
        implements AutoCloseable {

    /// Of rules alone: every target is well, and stays so.
    public RoomContext(
            Settings settings, Rulebook rules, PrometheusRegistry metrics, InstantSource clock) {
        this(settings, rules, new HealthBook(), metrics, clock);
    }

    /// Prepares the topics and reads the rules and what is wrong with targets.
    ///
    /// @throws IllegalStateException when Kafka does not answer, or a topic is not as it must be
    public static RoomContext open(Settings settings) {
        Topics.ensure(settings);
        Rulebook rules = Rulebook.follow(settings);
        HealthBook targets = HealthBook.follow(settings);
        var metrics = new PrometheusRegistry();
        GaugeWithCallback.builder()
                .name("signalbox_rules_unreadable")
                .help("Records of rules that this room cannot read and goes without")
                .callback(gauge -> gauge.call(rules.unreadable()))
                .register(metrics);
        return new RoomContext(settings, rules, targets, metrics, InstantSource.system());
    }

    /// The faults that keep it from being ready, in words; empty when there are none.
    public List<String> missing() {
        var missing = new ArrayList<String>();
        if (!rules.following()) {
            missing.add("the rules are not followed any more");
        }
        if (!targets.following()) {
            missing.add("the targets' health is not followed any more");
        }
        return missing;
    }

    /// Stops following the rules and the targets.
    @Override
    public void close() {
        targets.close();
        rules.close();
    }
}
