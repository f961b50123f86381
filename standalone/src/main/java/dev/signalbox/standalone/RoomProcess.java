package dev.signalbox.standalone;

import dev.signalbox.console.Console;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.Vault;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.ingest.Ingest;
import dev.signalbox.notifier.Notifier;
import dev.signalbox.router.Router;
import dev.signalbox.standalone.tracing.OpenTelemetryTracing;
import dev.signalbox.web.FrontPage;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.access.GuardedHttpServer;
import java.net.URI;
import java.util.List;
import java.util.function.Supplier;

/// One room on its own, against the Kafka that the settings name. A room that people do not call
/// has an HTTP door too, for health and metrics.
public final class RoomProcess implements Server {
    private final String name;
    private final Closer parts;
    private final URI address;

    private RoomProcess(String name, Closer parts, URI address) {
        this.name = name;
        this.parts = parts;
        this.address = address;
    }

    /// Starts a room; returns when it is ready.
    ///
    /// @param name `ingest`, `router`, `notifier` or `console`
    public static RoomProcess start(String name, Settings settings) {
        StartLog.begin(name, settings, name.equals("router") || name.equals("notifier"));
        GuardedHttpServer.check(settings);
        if (name.equals("notifier") || name.equals("console")) {
            Vault.check(settings);
        }
        var parts = new Closer();
        try {
            RoomContext context =
                    parts.add(
                            RoomContext.open(settings)
                                    .traced(OpenTelemetryTracing.of(settings.tracing(), name)));
            var stats = new RoomStats(context);
            stats.starting(name);
            parts.add(stats.publish());
            Supplier<List<String>> itsOwn;
            HttpRoutes routes;
            switch (name) {
                case "ingest" -> {
                    Ingest ingest = parts.add(Ingest.start(context));
                    itsOwn = List::of;
                    routes = ingest.routes();
                }
                case "router" -> {
                    Router router = parts.add(Router.start(context));
                    itsOwn = router::missing;
                    routes = _ -> {};
                }
                case "notifier" -> {
                    Notifier notifier = parts.add(Notifier.start(context));
                    itsOwn = notifier::missing;
                    routes = notifier.routes();
                }
                case "console" -> {
                    Console console = parts.add(Console.start(context));
                    itsOwn = console::missing;
                    routes = console.routes();
                }
                default -> throw new IllegalArgumentException("there is no room " + name);
            }
            var missing = Readiness.of(List.of(context::missing, itsOwn));
            var ready = Readiness.of(List.of(missing, context.disk()::missing));
            stats.room(name, Readiness.of(List.of(itsOwn, context.disk()::missing)));
            GuardedHttpServer server =
                    parts.add(
                            GuardedHttpServer.open(
                                    context, ready, List.of(front(name, ready), routes)));
            Readiness.await(missing);
            return new RoomProcess(name, parts, Rooms.address(settings, server));
        } catch (RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    /// What a browser sees at the door of a room; the console has the page itself there.
    private static HttpRoutes front(String room, Supplier<List<String>> missing) {
        return room.equals("console")
                ? _ -> {}
                : new FrontPage("The " + room + " runs here.", missing);
    }

    /// The HTTP door's address.
    public URI address() {
        return address;
    }

    @Override
    public String readyLine() {
        return "Signalbox " + name + " is ready on " + address;
    }

    @Override
    public void close() {
        parts.close();
    }
}
