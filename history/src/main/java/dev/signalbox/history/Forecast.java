package dev.signalbox.history;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The counts of what chosen events would send: `read = repeated + unmatched + matched + expired`.
///
/// @param read records of the bus and period, and the offsets that had expired
/// @param repeated records that were chosen, but whose event was chosen before
/// @param unmatched records that were not chosen
/// @param matched events that were chosen, each once
/// @param expired offsets that Kafka had deleted before they were read, whatever bus they were of
/// @param exact whether everything was read; else the numbers are scaled up from a part
/// @param rules of each rule
/// @param readByHour records of the bus by the hour they were accepted in
public record Forecast(
        long read,
        long repeated,
        long unmatched,
        long matched,
        long expired,
        boolean exact,
        List<RuleForecast> rules,
        SortedMap<Instant, Long> readByHour) {
    /// Copies the rules and the hours.
    public Forecast {
        rules = List.copyOf(rules);
        readByHour = Collections.unmodifiableSortedMap(new TreeMap<>(readByHour));
    }

    /// How many deliveries would be made, each of which is a notification; fewer where digests
    /// merge some.
    public long notifications() {
        return rules.stream().mapToLong(RuleForecast::notifications).sum();
    }
}
