package dev.signalbox.contract.replay;

import dev.signalbox.contract.pattern.Pattern;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The order of a replay: the events, the rules and the speed. It never changes once it is made.
///
/// An event is selected when its record lies in `ranges`, its record's timestamp in `from ≤ t <
/// to`, it fits the pattern if there is one, its id is among the ids if there are any, and a pinned
/// rule matches it. Each (account, bus, source scope, id) is selected once.
///
/// @param bus the bus whose events are read
/// @param from the first moment of the period
/// @param to the moment after its last one
/// @param rules the rules that events are matched with, at least one; with `all` or with ids alone,
///   those that were enabled when the order was made
/// @param pattern a further condition of events; null for none
/// @param ids the ids of the only events wanted; empty for all
/// @param only which of the matched deliveries are made
/// @param speed how fast it reads on
/// @param note why, in the words of who ordered it; may be empty
/// @param ranges by partition of `signalbox.events`: from the offset for `from` with some slack
///   before, to the end when the order was made; a partition that is not there has nothing to read
/// @param all whether all rules were asked for, rather than rules by name
public record ReplayOrder(
        String bus,
        Instant from,
        Instant to,
        List<PinnedRule> rules,
        @Nullable Pattern pattern,
        Set<String> ids,
        Only only,
        Speed speed,
        String note,
        Map<Integer, OffsetRange> ranges,
        boolean all) {
    /// Copies its collections; ids and ranges are sorted.
    ///
    /// @throws IllegalArgumentException when the period is empty
    public ReplayOrder {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException(
                    "the period from " + from + " to " + to + " is empty");
        }
        rules = List.copyOf(rules);
        ids = new TreeSet<>(ids);
        ranges = new TreeMap<>(ranges);
    }

    /// How many offsets there are to read.
    public long offsets() {
        return ranges.values().stream().mapToLong(OffsetRange::size).sum();
    }

    /// Whether a record of that time lies in the period.
    public boolean covers(Instant time) {
        return !time.isBefore(from) && time.isBefore(to);
    }
}
