package dev.signalbox.contract.replay;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/// The plan of a replay: its events, deliveries and cost, counted before it starts.
///
/// @param events records of the bus in the period, as far as they were read
/// @param matched events that would make deliveries
/// @param notifications deliveries that would be made: one for each target and contact
/// @param byTarget what each target would get
/// @param costUsd what that would add to the bill at most, since digests merge
/// @param duration how long it would take at the rates of the targets and at the order's speed
/// @param exact whether everything was read and counted; else the numbers were scaled up from what
///   was read in the time for a plan
/// @param warnings what the person should know before it is started, one sentence each
public record ReplayPlan(
        long events,
        long matched,
        long notifications,
        List<PlannedTarget> byTarget,
        BigDecimal costUsd,
        Duration duration,
        boolean exact,
        List<String> warnings) {
    /// Copies its lists.
    public ReplayPlan {
        byTarget = List.copyOf(byTarget);
        warnings = List.copyOf(warnings);
    }
}
