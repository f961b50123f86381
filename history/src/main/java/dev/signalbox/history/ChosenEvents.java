package dev.signalbox.history;

import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.rule.Rule;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A selection of kept events: those of a bus and period that a rule matches and that fit the
/// further conditions.
///
/// @param bus the bus
/// @param from the first moment of the period
/// @param to the moment after its last one
/// @param rules the rules, whether or not they are enabled; their names differ
/// @param pattern what events have to match as well; null for nothing
/// @param ids the ids that they may have; empty for any
public record ChosenEvents(
        BusKey bus,
        Instant from,
        Instant to,
        List<Rule> rules,
        @Nullable Pattern pattern,
        Set<String> ids) {
    /// Copies the rules and the ids.
    public ChosenEvents {
        rules = List.copyOf(rules);
        ids = Set.copyOf(ids);
    }
}
