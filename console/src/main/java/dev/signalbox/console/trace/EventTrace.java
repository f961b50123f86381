package dev.signalbox.console.trace;

import dev.signalbox.console.history.PastEvent;
import dev.signalbox.console.trace.DeliveryLogSearch.Death;
import dev.signalbox.console.trace.DeliveryLogSearch.Wait;
import dev.signalbox.console.trace.EventFinder.Found;
import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.match.Route.Stop;
import dev.signalbox.contract.replay.Replay;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The way of an event, as far as it was found.
///
/// @param key the event's account, bus and id
/// @param found its records, and what was searched for them; events of several sources may have the
///   id
/// @param outcomes the outcomes of its deliveries, in the order in which they were written
/// @param expected the deliveries that were to be made by the rules that are as they were when it
///   was accepted, by their ids
/// @param waits when deliveries were put aside, by their ids
/// @param deaths the dead letters and redrives of deliveries, by their ids
/// @param replays the replays that may have sent it
/// @param outcomesTo the time up to which all outcomes of the account were read; null where that is
///   the present end. Behind it only those were read that the found ones led to
/// @param late whether the time was too short for all that was to be read
/// @param full whether there are more outcomes than are listed
public record EventTrace(
        EventKey key,
        Found found,
        List<Outcome> outcomes,
        Map<String, Stop> expected,
        Map<String, List<Wait>> waits,
        Map<String, List<Death>> deaths,
        List<Replay> replays,
        @Nullable Instant outcomesTo,
        boolean late,
        boolean full) {
    /// Copies its collections.
    public EventTrace {
        outcomes = List.copyOf(outcomes);
        expected = Map.copyOf(expected);
        waits = Map.copyOf(waits);
        deaths = Map.copyOf(deaths);
        replays = List.copyOf(replays);
    }

    /// The trace of an event of which no record was found.
    static EventTrace none(EventKey key, Found found) {
        return new EventTrace(
                key, found, List.of(), Map.of(), Map.of(), Map.of(), List.of(), null, false, false);
    }

    /// The records of the id, the oldest first; none where none was found.
    public List<PastEvent> records() {
        return found.records();
    }

    /// Whether everything that is kept was searched for the event.
    public boolean searchedAll() {
        return found.searched().whole();
    }

    /// The time back to which all was searched for the event; null where that is not known.
    public @Nullable Instant searchedBackTo() {
        return found.searched().from();
    }
}
