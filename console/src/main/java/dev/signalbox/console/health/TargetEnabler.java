package dev.signalbox.console.health;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.health.HealthBook;
import dev.signalbox.contract.health.TargetHealth;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.AuditLog;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The enabling of targets that were disabled, and the view of their health.
public final class TargetEnabler {
    /// The states of targets, the best first.
    public static final List<String> STATES = List.of("well", "failing", "disabled");

    private static final String WELL = STATES.get(0);
    private static final String FAILING = STATES.get(1);
    private static final String DISABLED = STATES.get(2);

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final HealthBook book;
    private final HealthLog log;

    /// Makes the enabler that writes to Kafka.
    public static TargetEnabler open(Settings settings, HealthBook book) {
        return new TargetEnabler(book, new KafkaHealthLog(settings));
    }

    /// @param book the health of targets, as far as this console has read it
    public TargetEnabler(HealthBook book, HealthLog log) {
        this.book = book;
        this.log = log;
    }

    /// Returns the JSON of a target's problem as people read it; null when it is healthy.
    public @Nullable ObjectNode view(Rule rule, String target) {
        TargetHealth health = book.of(rule, target);
        return health == null
                ? null
                : Json.MAPPER
                        .createObjectNode()
                        .put("state", state(health))
                        .put("since", health.since().toString())
                        .put("reason", health.reason());
    }

    /// The state of a target of a rule, as people read it: `well`, `failing` or `disabled`.
    public String state(Rule rule, String target) {
        TargetHealth health = book.of(rule, target);
        return health == null ? WELL : state(health);
    }

    private static String state(TargetHealth health) {
        return switch (health) {
            case TargetHealth.Failing _ -> FAILING;
            case TargetHealth.Disabled _ -> DISABLED;
        };
    }

    /// Enables all targets of a rule.
    ///
    /// @throws ApiException 503 when Kafka does not accept it
    public void enable(Rule rule) {
        enable(rule, rule.targets());
    }

    /// Enables targets of a rule, and returns when that can be seen; earlier failures count no
    /// more. It is recorded also for targets that seem healthy: the notifier reports a failing
    /// target only after a minute, and may have opened its breaker before.
    ///
    /// @throws ApiException 503 when Kafka does not accept it
    public void enable(Rule rule, List<Target> targets) {
        List<TargetKey> keys =
                targets.stream().map(target -> rule.key().target(target.id())).toList();
        if (keys.isEmpty()) {
            return;
        }
        if (!log.well(keys)) {
            throw unavailable("Kafka does not answer; whether targets were enabled is not known");
        }
        keys.forEach(key -> AuditLog.changed("enabled", "target " + key));
        if (!areSeenWell(keys)) {
            throw unavailable("targets were enabled, but that cannot be seen yet");
        }
    }

    private boolean areSeenWell(List<TargetKey> keys) {
        try {
            for (TargetKey key : keys) {
                if (!book.awaitWell(key, PATIENCE)) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static ApiException unavailable(String message) {
        return new ApiException(503, "ServiceUnavailable", message, RETRY_AFTER);
    }
}
