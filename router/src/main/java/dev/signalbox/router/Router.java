package dev.signalbox.router;

import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.streams.StreamsApp;

/// The room that routes: takes each event of `signalbox.events` once, and puts one delivery per
/// matched target on `signalbox.deliveries`.
///
/// Its threads are those of Kafka Streams, as many as the settings say; each owns the state of its
/// partitions. They share the [RuleMatcher], which the rulebook's thread changes.
public final class Router implements AutoCloseable {
    private final StreamsApp app;

    private Router(StreamsApp app) {
        this.app = app;
    }

    /// Starts the router; events are routed as soon as its partitions are assigned.
    public static Router start(RoomContext context) {
        var counters = RouterCounters.in(context.metrics());
        return new Router(
                StreamsApp.start(
                        RouterTopology.build(
                                new RuleMatcher(context.rules()),
                                context.settings().router().dedupWindow(),
                                counters,
                                context.clock()),
                        RouterConfig.of(context.settings(), counters)));
    }

    /// Whether the router has its partitions and processes them.
    public boolean ready() {
        return app.running();
    }

    /// Stops routing, with everything processed so far committed; within 5 s.
    @Override
    public void close() {
        app.close();
    }
}
