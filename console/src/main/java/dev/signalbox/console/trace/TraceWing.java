package dev.signalbox.console.trace;

import dev.signalbox.console.history.HistoryReader;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.RouteTable;

/// The wing of the console for past events: the search for them, and the way of each.
public final class TraceWing implements HttpRoutes {
    private final EventTraces traces;
    private final TraceApi trace;
    private final EventsApi events;

    /// @param reader reads the topics
    public TraceWing(RoomContext room, HistoryReader reader) {
        traces = new EventTraces(room, reader);
        trace = new TraceApi(room, traces);
        events = new EventsApi(room, reader);
    }

    /// The ways of events.
    public EventTraces traces() {
        return traces;
    }

    @Override
    public void addTo(RouteTable table) {
        events.addTo(table);
        trace.addTo(table);
    }
}
