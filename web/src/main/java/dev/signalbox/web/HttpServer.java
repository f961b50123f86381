package dev.signalbox.web;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.signalbox.contract.net.Entrance;
import dev.signalbox.contract.net.HostPort;
import dev.signalbox.contract.settings.Limits;
import dev.signalbox.web.connection.Connection;
import dev.signalbox.web.connection.ConnectionTimeouts;
import dev.signalbox.web.connection.Connections;
import dev.signalbox.web.connection.RequestIds;
import dev.signalbox.web.connection.ResponseDate;
import dev.signalbox.web.wire.RequestReader;
import io.helidon.common.tls.Tls;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnectionSelector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An HTTP server on one address, for the paths of one or more rooms.
///
/// Adds `/health/live`, `/health/ready` and `/metrics`. Every answer has `x-acs-request-id`, and
/// every error the body `{"code", "message", "requestId"}`, those of the HTTP layer among them.
///
/// A virtual thread per connection runs the handlers of its requests, one after another.
public final class HttpServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HttpServer.class);

    private final WebServer server;
    private final Connections connections;
    private final List<RouteTable.Call> calls;

    private HttpServer(WebServer server, Connections connections, List<RouteTable.Call> calls) {
        this.server = server;
        this.connections = connections;
        this.calls = calls;
    }

    /// Starts a server that everybody who can reach it may call.
    ///
    /// @param missing what is not ready yet, in words; empty when all is
    /// @throws IllegalStateException when the address cannot be had
    public static HttpServer open(
            HostPort address,
            Limits limits,
            PrometheusRegistry metrics,
            Supplier<List<String>> missing,
            List<HttpRoutes> routes) {
        return open(address, limits, AccessControl.NONE, metrics, missing, routes);
    }

    /// Starts a server that those may call whom the access control lets in.
    ///
    /// @param missing what is not ready yet, in words; empty when all is
    /// @throws IllegalStateException when the address cannot be had
    public static HttpServer open(
            HostPort address,
            Limits limits,
            AccessControl access,
            PrometheusRegistry metrics,
            Supplier<List<String>> missing,
            List<HttpRoutes> routes) {
        return open(address, limits, access, null, metrics, missing, routes);
    }

    /// Starts such a server, with TLS where there is a context for it.
    ///
    /// @param tls has the server's certificate; null for HTTP without TLS
    /// @param missing what is not ready yet, in words; empty when all is
    /// @throws IllegalStateException when the address cannot be had
    public static HttpServer open(
            HostPort address,
            Limits limits,
            AccessControl access,
            @Nullable SSLContext tls,
            PrometheusRegistry metrics,
            Supplier<List<String>> missing,
            List<HttpRoutes> routes) {
        return open(
                address, limits, ConnectionTimeouts.DEFAULT, access, tls, metrics, missing, routes);
    }

    static HttpServer open(
            HostPort address,
            Limits limits,
            ConnectionTimeouts patience,
            AccessControl access,
            PrometheusRegistry metrics,
            Supplier<List<String>> missing,
            List<HttpRoutes> routes) {
        return open(address, limits, patience, access, null, metrics, missing, routes);
    }

    private static HttpServer open(
            HostPort address,
            Limits limits,
            ConnectionTimeouts patience,
            AccessControl access,
            @Nullable SSLContext tls,
            PrometheusRegistry metrics,
            Supplier<List<String>> missing,
            List<HttpRoutes> routes) {
        var date = new ResponseDate(InstantSource.system());
        var answered = new RequestMetrics(metrics);
        HttpRouting.Builder routing = HttpRouting.builder();
        routing.addFilter((chain, request, response) -> {
            response.header(date.header());
            CurrentRequest.handle(
                    request,
                    () -> {
                        answered.watch(request, response);
                        attend(access, chain, request, response);
                    });
        });
        routing.error(ApiException.class, Refusals::refuse);
        routing.error(Throwable.class, Refusals::fail);
        var page = new MetricsPage(metrics);
        var table = new RouteTable(routing, access);
        table.at(Entrance.PROBES)
                .get(
                        "/health/live",
                        (request, response) ->
                                Answers.json(response, 200, Map.of("status", "live")))
                .get("/health/ready", (request, response) -> ready(response, missing.get()))
                .get(
                        "/metrics",
                        (request, response) -> page.answer(response, access.mayReadNames(request)));
        routes.forEach(room -> room.addTo(table));
        table.answerOtherMethods();
        requireFree(address);
        var connections = new Connections(http1(), connections(limits), patience, date, metrics);
        try {
            var builder = WebServer.builder();
            if (tls != null) {
                builder.tls(Tls.builder().sslContext(tls).build());
            }
            WebServer server =
                    builder.host(address.host())
                            .port(address.port())
                            .protocolsDiscoverServices(false)
                            .addConnectionSelector(connections)
                            // The default is a receive buffer of 4 KiB.
                            .listenerSocketOptions(Map.of(StandardSocketOptions.SO_REUSEADDR, true))
                            .connectionOptions(socket -> socket.tcpNoDelay(true))
                            .maxPayloadSize(limits.batchBytes())
                            .contentEncoding(new GzipBodies())
                            .directHandlers(Refusals.ofTheHttpLayer(date))
                            .errorHandling(errors -> errors.includeEntity(true))
                            .shutdownHook(false)
                            .shutdownGracePeriod(Duration.ofSeconds(5))
                            .routing(routing)
                            .build()
                            .start();
            return new HttpServer(server, connections, table.calls());
        } catch (RuntimeException e) {
            connections.close();
            throw cannotListen(address, e);
        }
    }

    /// Tries the address before Helidon does, which logs a failure with its stack and goes on.
    private static void requireFree(HostPort address) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address.host(), address.port()));
        } catch (IOException | UnresolvedAddressException e) {
            throw cannotListen(address, e);
        }
    }

    private static IllegalStateException cannotListen(HostPort address, Exception e) {
        return new IllegalStateException(
                "SIGNALBOX_HTTP: cannot listen on " + address + ": " + e.getMessage(), e);
    }

    @SuppressWarnings(
            "removal") // Helidon's check of Host refuses HTTP/1.0; [Connection] has its own
    private static ServerConnectionSelector http1() {
        return Http1ConnectionSelector.builder()
                .config(http ->
                        http.maxPrologueLength(8_192)
                                .maxHeadersSize(RequestReader.LONGEST_HEADERS)
                                .validateRequestHostHeader(false))
                .build();
    }

    /// Never more than half the files that the process may open: a server that cannot accept for
    /// want of one stops.
    private static int connections(Limits limits) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean os) {
            long half = os.getMaxFileDescriptorCount() / 2;
            if (half < limits.connections()) {
                log.atWarn()
                        .addKeyValue("connections", half)
                        .addKeyValue("wanted", limits.connections())
                        .log("The limit of open files allows fewer connections");
                return (int) half;
            }
        }
        return limits.connections();
    }

    /// The calls that it answers.
    public List<RouteTable.Call> calls() {
        return calls;
    }

    /// The port it listens on.
    public int port() {
        return server.port();
    }

    /// Ends all streams, refuses new requests, and waits a few seconds for those under way.
    @Override
    public void close() {
        connections.endStreams();
        server.stop();
        connections.close();
    }

    private static void attend(
            AccessControl access,
            FilterChain chain,
            RoutingRequest request,
            RoutingResponse response) {
        response.header(RequestIds.HEADER, RequestIds.next());
        Connection connection = Connection.current();
        if (connection.isHttp10()) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        connection.headersAreIn(request.content().hasEntity());
        try {
            String problem = connection.problem(request.headers());
            if (problem != null) {
                connection.breakOff();
                throw ApiException.badRequest("BadRequest", problem);
            }
            access.screen(request);
            if (isAboutTheServer(request)) {
                response.status(204).send();
            } else {
                chain.proceed();
            }
        } catch (ApiException e) {
            Refusals.refuse(request, response, e);
        }
        connection.answered(
                request.content(), response.headers().containsToken(HeaderValues.CONNECTION_CLOSE));
    }

    /// `OPTIONS *`, which asks whether the server is there and belongs to no path.
    private static boolean isAboutTheServer(RoutingRequest request) {
        return request.prologue().method().equals(Method.OPTIONS)
                && request.prologue().uriPath().rawPath().equals("*");
    }

    private static void ready(ServerResponse response, List<String> missing) {
        if (missing.isEmpty()) {
            Answers.json(response, 200, Map.of("status", "ready"));
        } else {
            throw new ApiException(
                    503, "NotReady", String.join("; ", missing), Duration.ofSeconds(1));
        }
    }
}
