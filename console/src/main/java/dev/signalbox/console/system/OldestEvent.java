package dev.signalbox.console.system;

import dev.signalbox.console.system.TopicFacts.TopicFact;
import dev.signalbox.contract.topic.Topic;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The age of the oldest kept event, on `/metrics`: how far back a replay can go; and for how long
/// events are to be kept. Kafka is asked for the age on a thread apart, when somebody reads the
/// metric and the last answer is five minutes old.
final class OldestEvent {
    private static final Duration EVERY = Duration.ofMinutes(5);

    private final Supplier<List<TopicFact>> topics;
    private final InstantSource clock;
    private @Nullable Instant oldest;
    private @Nullable Instant asked;

    private OldestEvent(Supplier<List<TopicFact>> topics, InstantSource clock) {
        this.topics = topics;
        this.clock = clock;
    }

    static void register(
            PrometheusRegistry metrics,
            Supplier<List<TopicFact>> topics,
            Duration retention,
            InstantSource clock) {
        GaugeWithCallback.builder()
                .name("signalbox_console_events_retention_seconds")
                .help("For how long events are to be kept")
                .callback(gauge -> gauge.call((double) retention.toSeconds()))
                .register(metrics);
        var age = new OldestEvent(topics, clock);
        GaugeWithCallback.builder()
                .name("signalbox_console_oldest_event_age_seconds")
                .help("Age of the oldest event that is kept; 0 for none, or not known yet")
                .callback(gauge -> gauge.call(age.seconds()))
                .register(metrics);
    }

    private synchronized double seconds() {
        Instant now = clock.instant();
        if (asked == null || asked.isBefore(now.minus(EVERY))) {
            asked = now;
            Thread.ofVirtual().name("signalbox-oldest-event").start(this::ask);
        }
        return oldest == null ? 0 : Math.max(0, Duration.between(oldest, now).toMillis() / 1_000.0);
    }

    private void ask() {
        List<TopicFact> facts = topics.get();
        synchronized (this) {
            if (facts.isEmpty()) {
                asked = null; // Kafka did not answer
                return;
            }
            for (TopicFact fact : facts) {
                if (fact.topic() == Topic.EVENTS) {
                    oldest = fact.oldest();
                }
            }
        }
    }
}
