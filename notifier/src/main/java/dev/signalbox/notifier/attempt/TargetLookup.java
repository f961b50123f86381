package dev.signalbox.notifier.attempt;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.health.Destination;
import dev.signalbox.contract.health.HealthBook;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.notifier.task.DeliveryTask;
import org.jspecify.annotations.Nullable;

/// The rules and the health of their targets, as the engine asks for them.
public final class TargetLookup {
    private final Rulebook rules;
    private final HealthBook health;

    /// Reads both as they change.
    public TargetLookup(Rulebook rules, HealthBook health) {
        this.rules = rules;
        this.health = health;
    }

    /// Grows with every change of a rule or of a target's health.
    public long changes() {
        return rules.changes() + health.changes();
    }

    /// Where a delivery goes now: where it went when it was taken in hand, unless anything has
    /// changed since.
    public Destination find(DeliveryTask task) {
        return task.asOf() == changes() ? task.destination() : find(task.delivery());
    }

    /// Where a delivery goes now.
    public Destination find(Delivery delivery) {
        return Destination.find(rules, health, delivery.target(), delivery.contact());
    }

    /// The target of that name, as its rule is now; null for none.
    public @Nullable Target named(TargetKey key) {
        Rule rule = rules.rule(key.ruleKey());
        return rule == null ? null : rule.target(key.target());
    }

    /// Whether rules have been read as far as the router had when it matched.
    public boolean reached(long position) {
        return rules.position() >= position;
    }
}
