package dev.signalbox.standalone;

import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.stats.StatsPublisher;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import java.util.List;
import java.util.function.Supplier;

/// The numbers of this process: which rooms it has and whether they are ready, as it publishes them
/// and as `signalbox_ready` has it.
final class RoomStats {
    private final RoomContext context;

    RoomStats(RoomContext context) {
        this.context = context;
        GaugeWithCallback.builder()
                .name("signalbox_ready")
                .help("1 while a room of this process is ready, else 0")
                .labelNames("room")
                .callback(gauge ->
                        context.stats()
                                .missing()
                                .forEach((room, missing) ->
                                        gauge.call(missing.isEmpty() ? 1 : 0, room)))
                .register(context.metrics());
    }

    /// Rooms that are about to start.
    void starting(String... rooms) {
        for (String room : rooms) {
            room(room, () -> List.of("the room is starting"));
        }
    }

    /// A room that has started.
    ///
    /// @param missing why it is not ready, in words, apart from what all rooms need; empty when it
    ///   is
    void room(String room, Supplier<List<String>> missing) {
        context.stats().room(room, Readiness.of(List.of(context::missing, missing)));
    }

    /// Starts to publish; what is returned is to be closed after the rooms.
    StatsPublisher publish() {
        return context.publishStats();
    }
}
