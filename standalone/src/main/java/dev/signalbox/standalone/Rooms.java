package dev.signalbox.standalone;

import dev.signalbox.console.Console;
import dev.signalbox.contract.file.DiskWatch;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.ingest.Ingest;
import dev.signalbox.notifier.Notifier;
import dev.signalbox.router.Router;
import dev.signalbox.standalone.tracing.OpenTelemetryTracing;
import dev.signalbox.web.RouteTable;
import dev.signalbox.web.access.GuardedHttpServer;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// All rooms in this process, around one HTTP door, against the Kafka that the settings name.
///
/// The door opens last and is shut first, so that nothing is acknowledged that the rest could not
/// take.
final class Rooms implements AutoCloseable {
    private final Closer parts;
    private final URI address;
    private final List<RouteTable.Call> calls;

    private Rooms(Closer parts, URI address, List<RouteTable.Call> calls) {
        this.parts = parts;
        this.address = address;
        this.calls = calls;
    }

    /// Starts all rooms; returns when events are routed and delivered.
    static Rooms start(Settings settings) {
        return start(settings, DiskWatch.start(settings.minFreeMegabytes()));
    }

    /// The same with a watch over the disk that looks already.
    static Rooms start(Settings settings, DiskWatch disk) {
        var parts = new Closer();
        try {
            parts.add(disk);
            RoomContext context =
                    parts.add(
                            RoomContext.open(settings, disk)
                                    .traced(
                                            OpenTelemetryTracing.of(
                                                    settings.tracing(), "standalone")));
            var stats = new RoomStats(context);
            stats.starting("ingest", "router", "notifier", "console");
            parts.add(stats.publish());
            var startingNotifier = CompletableFuture.supplyAsync(() -> Notifier.start(context));
            Router router = parts.add(Router.start(context));
            Notifier notifier = parts.add(startingNotifier.join());
            Console console = parts.add(Console.start(context));
            Ingest ingest = parts.add(Ingest.start(context));
            Supplier<List<String>> missing =
                    Readiness.of(
                            List.of(
                                    context::missing,
                                    router::missing,
                                    notifier::missing,
                                    console::missing));
            stats.room("ingest", disk::missing);
            stats.room("router", router::missing);
            stats.room("notifier", notifier::missing);
            stats.room("console", console::missing);
            Readiness.await(missing);
            StartLog.contents(context);
            Supplier<List<String>> ready = Readiness.of(List.of(missing, disk::missing));
            GuardedHttpServer server =
                    parts.add(
                            GuardedHttpServer.open(
                                    context,
                                    ready,
                                    List.of(ingest.routes(), console.routes(), notifier.routes())));
            return new Rooms(parts, address(settings, server), server.calls());
        } catch (RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    /// Where a door that was opened with these settings is reached.
    static URI address(Settings settings, GuardedHttpServer server) {
        return settings.http().url(server.port());
    }

    /// The calls that the HTTP door answers.
    List<RouteTable.Call> calls() {
        return calls;
    }

    /// The HTTP door's address.
    URI address() {
        return address;
    }

    @Override
    public void close() {
        parts.close();
    }
}
