package dev.signalbox.console;

import dev.signalbox.console.RuleWriter.Change;
import dev.signalbox.console.RuleWriter.Decision;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.RuleRecords;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.web.ApiException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// What can be done to rules, whichever API asks for it. A change reads the rule, decides and
/// writes within one turn of the [RuleWriter], so that none is lost to another.
final class RuleChanges {
    private final Rulebook book;
    private final InstantSource clock;
    private final RuleWriter writer;

    /// Decides on a rule; called again when another console was faster.
    @FunctionalInterface
    interface Edit<T> {
        /// Says what the rule shall say.
        ///
        /// @param current null when there is none
        /// @throws ApiException when the change is refused
        Edited<T> of(@Nullable Rule current);
    }

    /// Decides on a rule that is there; called again when another console was faster.
    @FunctionalInterface
    interface Update<T> {
        /// Says what the rule shall say.
        ///
        /// @throws ApiException when the change is refused
        Edited<T> of(Rule current);
    }

    /// What an edit came to.
    ///
    /// @param answer what else the caller is to be told
    record Edited<T>(RuleDraft draft, T answer) {}

    /// A rule as it stands after a change.
    record Written<T>(Rule rule, T answer) {}

    RuleChanges(RoomContext room, RuleWriter writer) {
        book = room.rules();
        clock = room.clock();
        this.writer = writer;
    }

    /// The rule of that name.
    ///
    /// @throws ApiException 404 when there is none
    Rule existing(RuleKey key) {
        requireBus(key.busKey());
        Rule rule = book.rule(key);
        if (rule == null) {
            throw Missing.rule(key);
        }
        return rule;
    }

    /// The rules of a bus by name.
    ///
    /// @throws ApiException 404 when there is no such bus
    Collection<Rule> all(BusKey bus) {
        requireBus(bus);
        return book.rules(bus);
    }

    /// Creates or changes a rule; writes nothing when nothing changes.
    ///
    /// @throws ApiException 404 when there is no such bus, 412 when the precondition does not hold,
    ///   and what the edit threw
    <T> Written<T> write(RuleKey key, Precondition precondition, Edit<T> edit) {
        return writer.write(() -> {
            requireBus(key.busKey());
            Rule current = book.rule(key);
            precondition.check(current);
            return decide(key, current, edit.of(current));
        });
    }

    /// Changes a rule that is there; writes nothing when nothing changes.
    ///
    /// @throws ApiException 404 when there is none, 412 when the precondition does not hold, and
    ///   what the edit threw
    <T> Written<T> update(RuleKey key, Precondition precondition, Update<T> edit) {
        return writer.write(() -> {
            Rule current = existing(key);
            precondition.check(current);
            return decide(key, current, edit.of(current));
        });
    }

    /// Switches a rule on or off.
    ///
    /// @throws ApiException 404 when there is none, 412 when the precondition does not hold
    Rule enable(RuleKey key, Precondition precondition, boolean enabled) {
        return update(
                        key,
                        precondition,
                        current ->
                                new Edited<>(RuleDraft.of(current).withEnabled(enabled), enabled))
                .rule();
    }

    private <T> Decision<Written<T>> decide(RuleKey key, @Nullable Rule current, Edited<T> edited) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Rule rule = edited.draft().applyTo(key, current, now);
        var written = new Written<>(rule, edited.answer());
        Change change =
                new Change(
                        key.toString(), RuleRecords.write(rule), () -> rule.equals(book.rule(key)));
        return new Decision<>(rule.equals(current) ? null : change, written);
    }

    /// Deletes a rule.
    ///
    /// @throws ApiException 404 when there is none
    void delete(RuleKey key, Precondition precondition) {
        writer.write(() -> {
            precondition.check(existing(key));
            return new Decision<>(
                    new Change(key.toString(), null, () -> book.rule(key) == null), key);
        });
    }

    private void requireBus(BusKey key) {
        if (book.bus(key) == null) {
            throw Missing.bus(key);
        }
    }
}
