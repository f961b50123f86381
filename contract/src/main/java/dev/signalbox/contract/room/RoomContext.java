package dev.signalbox.contract.room;

import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.Topics;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.InstantSource;

/// What every room is given when it starts. In standalone all rooms share one, and so one view of
/// the rules: what the console has acknowledged, every room knows.
///
/// @param settings the process's settings
/// @param rules the rules, followed
/// @param metrics where the room's counters are registered for `/metrics`
/// @param clock the time
public record RoomContext(
        Settings settings, Rulebook rules, PrometheusRegistry metrics, InstantSource clock)
        implements AutoCloseable {

    /// Prepares the topics and reads the rules.
    ///
    /// @throws IllegalStateException when Kafka does not answer, or a topic is not as it must be
    public static RoomContext open(Settings settings) {
        Topics.ensure(settings);
        Rulebook rules = Rulebook.follow(settings);
        var metrics = new PrometheusRegistry();
        GaugeWithCallback.builder()
                .name("signalbox_rules_unreadable")
                .help("Records of rules that this room cannot read and goes without")
                .callback(gauge -> gauge.call(rules.unreadable()))
                .register(metrics);
        return new RoomContext(settings, rules, metrics, InstantSource.system());
    }

    /// Stops following the rules.
    @Override
    public void close() {
        rules.close();
    }
}
