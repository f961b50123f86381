package dev.signalbox.router;

import dev.signalbox.contract.event.EventLocations;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.room.RoomPlace;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.router.replay.OwnedPartitions;
import dev.signalbox.router.replay.Replayer;
import dev.signalbox.streams.StreamsApp;
import java.nio.file.Path;
import java.util.List;

/// The room that routes: takes each event of `signalbox.events` once, and puts one delivery per
/// matched target on `signalbox.deliveries`.
///
/// Its threads are those of Kafka Streams, as many as the settings say; each owns the state of its
/// partitions. They share the [RuleMatcher], which the rulebook's thread changes. Replays have
/// threads of their own ([Replayer]).
public final class Router implements AutoCloseable {
    private final RoomPlace place;
    private final StreamsApp app;
    private final Replayer replayer;
    private final EventLocations locations;
    private final RememberedEvents remembered;

    private Router(
            RoomPlace place,
            StreamsApp app,
            Replayer replayer,
            EventLocations locations,
            RememberedEvents remembered) {
        this.place = place;
        this.app = app;
        this.replayer = replayer;
        this.locations = locations;
        this.remembered = remembered;
        locations.remember(remembered);
    }

    /// Starts the router; events are routed as soon as its partitions are assigned.
    ///
    /// @throws IllegalStateException when another process uses its folder
    public static Router start(RoomContext context) {
        RoomPlace place = RoomPlace.take(context, RouterConfig.ROOM);
        try {
            context.kafka().keepsStateOf(Topic.EVENTS);
            context.kafka().writes(Topic.DELIVERIES);
            context.kafka().joins(RouterConfig.APPLICATION_ID);
            var counters = RouterCounters.in(context.metrics(), context.stats());
            var remembered = new RememberedEvents();
            var owned = new OwnedPartitions();
            StreamsApp app =
                    StreamsApp.start(
                            RouterTopology.build(
                                    new RuleMatcher(context.rules()),
                                    context.settings().router().dedupWindow(),
                                    counters,
                                    remembered,
                                    owned,
                                    context.clock(),
                                    context.tracing()),
                            RouterConfig.of(context.settings(), counters),
                            context.metrics(),
                            place);
            context.stats().routing(() -> app.behind(Topic.EVENTS));
            return new Router(
                    place,
                    app,
                    replayer(context, owned, app, place),
                    context.locations(),
                    remembered);
        } catch (RuntimeException e) {
            place.close();
            throw e;
        }
    }

    private static Replayer replayer(
            RoomContext context, OwnedPartitions owned, StreamsApp app, RoomPlace place) {
        try {
            Path folder = context.settings().data().resolve(RouterConfig.ROOM);
            return Replayer.start(context, owned, folder, place.name());
        } catch (RuntimeException e) {
            app.close();
            throw e;
        }
    }

    /// Whether the router has its partitions and processes them.
    public boolean ready() {
        return missing().isEmpty();
    }

    /// The reasons why no events are routed, in words; empty when there are none.
    public List<String> missing() {
        List<String> fenced = place.missing();
        return fenced.isEmpty() && !app.running() ? List.of("the router is starting") : fenced;
    }

    /// Stops routing, with everything processed so far committed; within 5 s.
    @Override
    public void close() {
        place.stopWaiting();
        locations.forget(remembered);
        replayer.close();
        app.close();
        place.close();
    }
}
