package dev.signalbox.benchmarks.soak;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// The figures of a soak.
///
/// @param figures by their names, in the order in which they are read
/// @param note how long it ran, and the faults that happened
public record SoakReport(Map<String, Long> figures, String note) {
    /// Copies the figures and keeps their order.
    public SoakReport {
        figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    }
}
