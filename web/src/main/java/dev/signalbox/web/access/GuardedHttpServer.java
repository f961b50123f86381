package dev.signalbox.web.access;

import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.room.Version;
import dev.signalbox.contract.settings.InvalidSettings;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.HttpServer;
import io.prometheus.metrics.core.metrics.Info;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/// The HTTP server with the access checks of the settings, as every process starts it.
public final class GuardedHttpServer implements AutoCloseable {
    private final HttpServer server;
    private final AccessChecks access;

    private GuardedHttpServer(HttpServer server, AccessChecks access) {
        this.server = server;
        this.access = access;
    }

    /// Checks, before anything is started, that the server could be started with these settings.
    ///
    /// @throws InvalidSettings when it would be open to other machines without access keys, or the
    ///   file of keys cannot be used
    public static void check(Settings settings) {
        settings.http().requireKeysBeyondLoopback();
        Path file = settings.http().accessKeys();
        if (file != null) {
            KeyFile.parse(file, KeyFile.read(file));
        }
    }

    /// Starts the server.
    ///
    /// @param missing what is not ready yet, in words; empty when all is
    /// @throws InvalidSettings as [#check] does
    /// @throws IllegalStateException when the address cannot be had
    public static GuardedHttpServer open(
            RoomContext context, Supplier<List<String>> missing, List<HttpRoutes> routes) {
        Settings settings = context.settings();
        settings.http().requireKeysBeyondLoopback();
        Info.builder()
                .name("signalbox_build_info")
                .help("The version of this Signalbox")
                .labelNames("version")
                .register(context.metrics())
                .setLabelValues(Version.text());
        AccessChecks access = AccessChecks.open(settings, context.metrics(), context.clock());
        try {
            return new GuardedHttpServer(
                    HttpServer.open(
                            settings.http().address(),
                            settings.limits(),
                            access,
                            context.metrics(),
                            missing,
                            routes),
                    access);
        } catch (RuntimeException e) {
            access.close();
            throw e;
        }
    }

    /// The port it listens on.
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
        access.close();
    }
}
