package dev.signalbox.console.rule;

import dev.signalbox.console.change.ChangeQueue;
import dev.signalbox.console.change.ChangeQueue.Decision;
import dev.signalbox.console.change.ChangeQueue.NewRecord;
import dev.signalbox.console.health.TargetEnabler;
import dev.signalbox.console.quota.QuotaCheck;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.RuleRecords;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.call.Precondition;
import dev.signalbox.web.call.RuleErrors;
import dev.signalbox.web.call.RuleLookup;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The reading and changing of rules for every API. A change reads the rule, decides and writes in
/// one turn of the [ChangeQueue], so that no change is lost to another.
public final class RuleEditor {
    private static final String RULE = "rule";

    private final Rulebook book;
    private final InstantSource clock;
    private final QuotaCheck quotas;
    private final PaiRestrictions restrictions;
    private final TargetEnabler enabler;
    private final ChangeQueue changes;

    /// The new content of a rule, decided on the current one; decided again when another console
    /// wrote first.
    @FunctionalInterface
    public interface RuleEdit<T> {
        /// Returns the new content.
        ///
        /// @param current null when there is none
        /// @throws ApiException when the change is refused
        EditedRule<T> of(@Nullable Rule current);
    }

    /// The new content of a rule that exists, decided on the current one; decided again when
    /// another console wrote first.
    @FunctionalInterface
    public interface RuleUpdate<T> {
        /// Returns the new content.
        ///
        /// @throws ApiException when the change is refused
        EditedRule<T> of(Rule current);
    }

    /// The result of an edit.
    ///
    /// @param answer what else the caller needs to know
    public record EditedRule<T>(RuleDraft draft, T answer) {}

    /// A rule after a change.
    public record WrittenRule<T>(Rule rule, T answer) {}

    RuleEditor(
            RoomContext room,
            QuotaCheck quotas,
            PaiRestrictions restrictions,
            TargetEnabler enabler,
            ChangeQueue changes) {
        book = room.rules();
        clock = room.clock();
        this.quotas = quotas;
        this.restrictions = restrictions;
        this.enabler = enabler;
        this.changes = changes;
    }

    /// Returns the rule of that name.
    ///
    /// @throws ApiException 404 when there is none; 409 when it cannot be read
    public Rule existing(RuleKey key) {
        return RuleLookup.rule(book, key);
    }

    /// Returns the rules of a bus by name.
    ///
    /// @throws ApiException 404 when there is no such bus
    public Collection<Rule> all(BusKey bus) {
        requireBus(bus);
        return book.rules(bus);
    }

    /// Returns the names of the rules of a bus that cannot be read, and why.
    Map<String, String> unreadable(BusKey bus) {
        return book.unreadableRules(bus);
    }

    /// Creates or changes a rule; writes nothing when nothing changes.
    ///
    /// @throws ApiException 404 when there is no such bus, 412 when the precondition does not hold,
    ///   409 when a quota or PAI's restrictions forbid it, or as the edit threw it
    public <T> WrittenRule<T> write(RuleKey key, Precondition precondition, RuleEdit<T> edit) {
        return changes.make(() -> {
            requireBus(key.busKey());
            return decide(key, precondition, edit);
        });
    }

    /// Returns the rule that writing would produce, by what this console has read; writes nothing.
    /// A bus that does not exist is treated as one that will be created first.
    ///
    /// @throws ApiException as [#write] would throw it, except for the bus
    <T> WrittenRule<T> preview(RuleKey key, Precondition precondition, RuleEdit<T> edit) {
        return decide(key, precondition, edit).answer();
    }

    /// Changes a rule that exists; writes nothing when nothing changes.
    ///
    /// @throws ApiException 404 when there is none, 412 when the precondition does not hold, or as
    ///   the edit threw it
    public <T> WrittenRule<T> update(RuleKey key, Precondition precondition, RuleUpdate<T> edit) {
        return changes.make(() -> {
            Rule current = existing(key);
            precondition.check(RULE, current.revision());
            return decide(key, current, edit.of(current));
        });
    }

    /// Enables a rule, and with it its targets that were disabled; or disables it.
    ///
    /// @throws ApiException 404 when there is none, 412 when the precondition does not hold, 409
    ///   when it is enabled and PAI's restrictions forbid it
    public Rule enable(RuleKey key, Precondition precondition, boolean enabled) {
        Rule rule =
                update(
                                key,
                                precondition,
                                current ->
                                        new EditedRule<>(
                                                RuleDraft.of(current).withEnabled(enabled),
                                                enabled))
                        .rule();
        if (enabled) {
            enabler.enable(rule);
        }
        return rule;
    }

    /// Enables one target of a rule; the rule stays as it is.
    ///
    /// @throws ApiException 404 when there is none, 412 when the precondition does not hold
    Rule enableTarget(RuleKey key, Precondition precondition, String id) {
        Rule rule = existing(key);
        precondition.check(RULE, rule.revision());
        Target target = rule.target(id);
        if (target == null) {
            throw RuleErrors.noTarget(key, id);
        }
        enabler.enable(rule, List.of(target));
        return rule;
    }

    private <T> Decision<WrittenRule<T>> decide(
            RuleKey key, Precondition precondition, RuleEdit<T> edit) {
        Rule current = book.rule(key);
        check(precondition, key, current);
        return decide(key, current, edit.of(current));
    }

    private <T> Decision<WrittenRule<T>> decide(
            RuleKey key, @Nullable Rule current, EditedRule<T> edited) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Rule rule = edited.draft().applyTo(key, current, now);
        var written = new WrittenRule<>(rule, edited.answer());
        if (rule.equals(current)) {
            return new Decision<>(null, written);
        }
        admit(current, rule);
        return new Decision<>(
                new NewRecord(
                        key.toString(), RuleRecords.write(rule), () -> rule.equals(book.rule(key))),
                written);
    }

    /// Checks a changed rule. A rule that is not allowed any more, because it was stored by a
    /// version that knew other Model types or none, can still be described differently and
    /// disabled, but not enabled.
    private void admit(@Nullable Rule current, Rule next) {
        if (current == null
                || (next.enabled() && !current.enabled())
                || !current.pattern().equals(next.pattern())
                || !current.targets().equals(next.targets())) {
            restrictions.check(next);
        }
        quotas.admit(current, next);
    }

    private void check(Precondition precondition, RuleKey key, @Nullable Rule current) {
        if (current == null && book.whyUnreadable(key) != null) {
            precondition.checkUnreadable(RULE);
        } else {
            precondition.check(RULE, current == null ? null : current.revision());
        }
    }

    private boolean isGone(RuleKey key) {
        return book.rule(key) == null && book.whyUnreadable(key) == null;
    }

    /// Deletes a rule.
    ///
    /// @throws ApiException 404 when there is none
    public void delete(RuleKey key, Precondition precondition) {
        changes.make(() -> {
            if (book.whyUnreadable(key) != null) {
                precondition.checkUnreadable(RULE);
            } else {
                precondition.check(RULE, existing(key).revision());
            }
            return new Decision<>(new NewRecord(key.toString(), null, () -> isGone(key)), key);
        });
    }

    private void requireBus(BusKey key) {
        var _ = RuleLookup.bus(book, key);
    }
}
