package dev.signalbox.contract.stats;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/// The numbers of one account in a process.
///
/// @param counts since the process started; what is not there is 0
/// @param added how much of that is new since the process's record before: for readers that do not
///   know that one
/// @param ages how many live deliveries arrived since the record before, by bucket of their age
/// @param backlog what the process has to do for it
public record AccountStats(
        Map<Counted, Long> counts,
        Map<Counted, Long> added,
        Map<Integer, Long> ages,
        Backlog backlog) {
    /// Copies the maps.
    public AccountStats {
        counts = copy(counts);
        added = copy(added);
        ages = new TreeMap<>(ages);
    }

    private static Map<Counted, Long> copy(Map<Counted, Long> counts) {
        var copy = new EnumMap<Counted, Long>(Counted.class);
        copy.putAll(counts);
        return copy;
    }
}
