package dev.signalbox.console.replay;

import dev.signalbox.console.change.ChangeQueue;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.RouteTable;
import java.util.random.RandomGenerator;

/// The wing of the console for replays. What it writes goes to `signalbox.replays`; the router runs
/// it.
public final class ReplayWing implements HttpRoutes, AutoCloseable {
    private final ChangeQueue changes;
    private final ReplaysApi api;

    /// @param changes the queue of changes to replays; closed with the wing
    /// @param random draws ids; it cannot be predicted
    public ReplayWing(
            RoomContext room, ChangeQueue changes, ReplayPlanner planner, RandomGenerator random) {
        this.changes = changes;
        var editor = new ReplayEditor(room.replays(), changes, room.clock(), random);
        api = new ReplaysApi(room, planner, editor);
    }

    @Override
    public void addTo(RouteTable table) {
        api.addTo(table);
    }

    @Override
    public void close() {
        changes.close();
    }
}
