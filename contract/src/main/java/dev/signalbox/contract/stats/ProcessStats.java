package dev.signalbox.contract.stats;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The numbers of a process at a moment: a record of `signalbox.stats`, keyed by the process.
///
/// @param process names it: host and port
/// @param version of Signalbox
/// @param started when it started; where that is another time, its counters began anew
/// @param at when the numbers were taken
/// @param ended whether the process ends in good order, and this is its last record
/// @param rooms why each of its rooms is not ready, in words; with nothing, it is
/// @param toRoute events that wait to be routed, of all accounts
/// @param rulesUnreadable records of rules that it cannot read
/// @param diskShortage why it takes in no events, in words; empty while there is room
/// @param freeBytes what is free, by the name of the folder
/// @param accounts those whose numbers have changed since its record before
/// @param oldestOutside when the oldest event was accepted whose delivery waits to be taken in hand
///   at all, of all accounts; null for none that waits for a second
/// @param unwell the targets that are throttled, failing or behind, the worst first
public record ProcessStats(
        String process,
        String version,
        Instant started,
        Instant at,
        boolean ended,
        Map<String, List<String>> rooms,
        long toRoute,
        long rulesUnreadable,
        String diskShortage,
        Map<String, Long> freeBytes,
        Map<String, AccountStats> accounts,
        @Nullable Instant oldestOutside,
        List<UnwellTarget> unwell) {
    /// Copies the collections.
    public ProcessStats {
        rooms = new LinkedHashMap<>(rooms);
        freeBytes = new TreeMap<>(freeBytes);
        accounts = new TreeMap<>(accounts);
        unwell = List.copyOf(unwell);
    }

    /// Whether this says the same as an earlier one, but for its time and the space on the disks.
    boolean saysTheSameAs(ProcessStats before) {
        return accounts.isEmpty()
                && ended == before.ended
                && toRoute == before.toRoute
                && rulesUnreadable == before.rulesUnreadable
                && diskShortage.equals(before.diskShortage)
                && rooms.equals(before.rooms)
                && Objects.equals(oldestOutside, before.oldestOutside)
                && unwell.equals(before.unwell);
    }
}
