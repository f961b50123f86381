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
import dev.signalbox.web.Existing;
import dev.signalbox.web.Missing;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What can be done to rules, whichever API asks for it. A change reads the rule, decides and
/// writes within one turn of the [ChangeQueue], so that none is lost to another.
public final class RuleEditor {
    private final Rulebook book;
    private final InstantSource clock;
    private final QuotaCheck quotas;
    private final PaiRestrictions restrictions;
    private final TargetEnabler enabler;
    private final ChangeQueue changes;

    /// Decides on a rule; called again when another console was faster.
    @FunctionalInterface
    public interface RuleEdit<T> {
        /// Says what the rule shall say.
        ///
        /// @param current null when there is none
        /// @throws ApiException when the change is refused
        EditedRule<T> of(@Nullable Rule current);
    }

    /// Decides on a rule that is there; called again when another console was faster.
    @FunctionalInterface
    public interface RuleUpdate<T> {
        /// Says what the rule shall say.
        ///
        /// @throws ApiException when the change is refused
        EditedRule<T> of(Rule current);
    }

    /// What an edit came to.
    ///
    /// @param answer what else the caller is to be told
    public record EditedRule<T>(RuleDraft draft, T answer) {}

    /// A rule as it stands after a change.
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

    /// The rule of that name.
    ///
    /// @throws ApiException 404 when there is none; 409 when it cannot be read
    public Rule existing(RuleKey key) {
        return Existing.rule(book, key);
    }

    /// The rules of a bus by name.
    ///
    /// @throws ApiException 404 when there is no such bus
    public Collection<Rule> all(BusKey bus) {
        requireBus(bus);
        return book.rules(bus);
    }

    /// The names of the rules of a bus that cannot be read, and why.
    Map<String, String> unreadable(BusKey bus) {
        return book.unreadableRules(bus);
    }

    /// Creates or changes a rule; writes nothing when nothing changes.
    ///
    /// @throws ApiException 404 when there is no such bus, 412 when the precondition does not hold,
    ///   409 when a quota or PAI's restrictions are against it, and what the edit threw
    public <T> WrittenRule<T> write(RuleKey key, Precondition precondition, RuleEdit<T> edit) {
        return changes.make(() -> {
            requireBus(key.busKey());
            return decide(key, precondition, edit);
        });
    }

    /// Says what writing a rule would come to, by what this console has read; writes nothing. A bus
    /// that is not there is taken for one that is made first.
    ///
    /// @throws ApiException what [#write] would throw, but for the bus
    <T> WrittenRule<T> preview(RuleKey key, Precondition precondition, RuleEdit<T> edit) {
        return decide(key, precondition, edit).answer();
    }

    /// Changes a rule that is there; writes nothing when nothing changes.
    ///
    /// @throws ApiException 404 when there is none, 412 when the precondition does not hold, and
    ///   what the edit threw
    public <T> WrittenRule<T> update(RuleKey key, Precondition precondition, RuleUpdate<T> edit) {
        return changes.make(() -> {
            Rule current = existing(key);
            precondition.check(current);
            return decide(key, current, edit.of(current));
        });
    }

    /// Switches a rule on, and with it its targets that were disabled, or off.
    ///
    /// @throws ApiException 404 when there is none, 412 when the precondition does not hold, 409
    ///   when it is switched on and PAI's restrictions are against it
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
        precondition.check(rule);
        Target target = rule.target(id);
        if (target == null) {
            throw Missing.target(key, id);
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

    /// A rule that may not be so any more, since it was stored by a version that knew other Model
    /// types or none, can still be described anew and switched off, but not on.
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
            precondition.checkUnreadable();
        } else {
            precondition.check(current);
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
                precondition.checkUnreadable();
            } else {
                precondition.check(existing(key));
            }
            return new Decision<>(new NewRecord(key.toString(), null, () -> isGone(key)), key);
        });
    }

    private void requireBus(BusKey key) {
        var _ = Existing.bus(book, key);
    }
}
