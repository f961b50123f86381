package dev.signalbox.console.live;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.room.Version;
import dev.signalbox.contract.stats.ProcessStats;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The processes at a moment. This one knows by itself how its rooms are, also while Kafka is away.
final class ProcessStates {
    private final List<ProcessState> states = new ArrayList<>();

    /// A process.
    ///
    /// @param rooms why each of its rooms is not ready, in words
    /// @param silent whether it was not heard of for too long
    record ProcessState(
            ProcessStats stats, Instant heard, Map<String, List<String>> rooms, boolean silent) {}

    ProcessStates(LiveNumbers numbers, RoomContext room, Instant now) {
        Map<String, List<String>> own = room.stats().missing();
        boolean found = own.isEmpty();
        for (KnownProcess process : numbers.processes(now)) {
            ProcessStats stats = process.last();
            if (stats.process().equals(room.stats().process()) && !own.isEmpty()) {
                states.add(new ProcessState(stats, now, own, false));
                found = true;
            } else {
                boolean silent = LiveNumbers.isSilent(process, now);
                states.add(new ProcessState(stats, process.heard(), stats.rooms(), silent));
            }
        }
        if (!found) {
            states.add(new ProcessState(unpublished(room, own, now), now, own, false));
        }
    }

    /// This process, before Kafka has anything of it.
    private static ProcessStats unpublished(
            RoomContext room, Map<String, List<String>> rooms, Instant now) {
        return new ProcessStats(
                room.stats().process(),
                Version.text(),
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()),
                now,
                false,
                rooms,
                0,
                room.rules().unreadable(),
                Objects.requireNonNullElse(room.disk().shortage(), ""),
                room.disk().freeBytes(),
                Map.of(),
                null,
                List.of());
    }

    List<ProcessState> all() {
        return states;
    }

    /// Events that wait to be routed.
    long toRoute() {
        return states.stream()
                .filter(state -> !state.silent())
                .mapToLong(state -> state.stats().toRoute())
                .sum();
    }

    /// When the oldest event was accepted whose delivery waits to be taken in hand at all.
    @Nullable Instant oldestOutside() {
        Instant oldest = null;
        for (ProcessState state : states) {
            Instant its = state.stats().oldestOutside();
            if (!state.silent() && its != null && (oldest == null || its.isBefore(oldest))) {
                oldest = its;
            }
        }
        return oldest;
    }

    /// Adds each process with its rooms.
    void addWholeTo(ArrayNode json) {
        for (ProcessState state : states) {
            ObjectNode one = json.addObject();
            one.put("process", state.stats().process());
            one.put("version", state.stats().version());
            one.put("started", state.stats().started().toString());
            one.put("seen", state.heard().toString());
            one.put("silent", state.silent());
            ObjectNode free = one.putObject("freeBytes");
            state.stats().freeBytes().forEach(free::put);
            var rooms = one.putArray("rooms");
            state.rooms()
                    .forEach((room, missing) -> {
                        ObjectNode its = rooms.addObject();
                        its.put("room", room);
                        its.put("ready", missing.isEmpty() && !state.silent());
                        var reasons = its.putArray("missing");
                        missing.forEach(reasons::add);
                    });
        }
    }

    /// Adds a line for each room of each process.
    void addTo(ArrayNode json) {
        for (ProcessState state : states) {
            state.rooms()
                    .forEach((room, missing) -> {
                        ObjectNode one = json.addObject();
                        one.put("room", room);
                        one.put("process", state.stats().process());
                        one.put("version", state.stats().version());
                        one.put("started", state.stats().started().toString());
                        one.put("ready", missing.isEmpty() && !state.silent());
                        one.put("silent", state.silent());
                        var reasons = one.putArray("missing");
                        missing.forEach(reasons::add);
                    });
        }
    }
}
