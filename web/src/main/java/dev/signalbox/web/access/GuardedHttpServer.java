package dev.signalbox.web.access;

import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.room.Version;
import dev.signalbox.contract.settings.InvalidSettings;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.settings.TlsFiles;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.HttpServer;
import dev.signalbox.web.RouteTable;
import dev.signalbox.web.tls.ServerCertificate;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The HTTP server with the access checks of the settings, as every process starts it.
public final class GuardedHttpServer implements AutoCloseable {
    private final HttpServer server;
    private final AccessChecks access;
    private final @Nullable ServerCertificate certificate;

    private GuardedHttpServer(
            HttpServer server, AccessChecks access, @Nullable ServerCertificate certificate) {
        this.server = server;
        this.access = access;
        this.certificate = certificate;
    }

    /// Checks, before anything is started, that the server could be started with these settings.
    ///
    /// @throws InvalidSettings when it would be open to other machines without access keys, or the
    ///   file of keys or the certificate cannot be used
    public static void check(Settings settings) {
        settings.http().requireKeysBeyondLoopback();
        Path file = settings.http().accessKeys();
        if (file != null) {
            KeyFile.parse(file, KeyFile.read(file));
        }
        TlsFiles tls = settings.http().tls();
        if (tls != null) {
            ServerCertificate.check(tls);
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
        JvmMetrics.builder().register(context.metrics());
        AccessChecks access = AccessChecks.open(settings, context.metrics(), context.clock());
        TlsFiles tls = settings.http().tls();
        ServerCertificate certificate = null;
        try {
            certificate = tls == null ? null : ServerCertificate.open(tls, context.metrics());
            return new GuardedHttpServer(
                    HttpServer.open(
                            settings.http().address(),
                            settings.limits(),
                            access,
                            certificate == null ? null : certificate.context(),
                            context.metrics(),
                            missing,
                            withSessions(routes, access, settings)),
                    access,
                    certificate);
        } catch (RuntimeException e) {
            access.close();
            if (certificate != null) {
                certificate.close();
            }
            throw e;
        }
    }

    private static List<HttpRoutes> withSessions(
            List<HttpRoutes> routes, AccessChecks access, Settings settings) {
        var all = new ArrayList<>(routes);
        all.add(new SessionApi(access, settings));
        return all;
    }

    /// The calls that it answers.
    public List<RouteTable.Call> calls() {
        return server.calls();
    }

    /// The port it listens on.
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
        access.close();
        if (certificate != null) {
            certificate.close();
        }
    }
}
