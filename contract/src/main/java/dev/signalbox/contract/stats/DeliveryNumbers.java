package dev.signalbox.contract.stats;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a notifier has to do at a moment.
///
/// @param backlogs by account; accounts for which nothing is to be done are not there
/// @param unwell the targets that are throttled, failing or behind, the worst first
/// @param oldestOutside when the oldest event was accepted whose delivery waits to be taken in hand
///   at all, of all accounts; null for none that waits for a second
public record DeliveryNumbers(
        Map<String, Backlog> backlogs, List<UnwellTarget> unwell, @Nullable Instant oldestOutside) {
    /// Nothing.
    public static final DeliveryNumbers NONE = new DeliveryNumbers(Map.of(), List.of(), null);

    /// Copies both.
    public DeliveryNumbers {
        backlogs = Map.copyOf(backlogs);
        unwell = List.copyOf(unwell);
    }
}
