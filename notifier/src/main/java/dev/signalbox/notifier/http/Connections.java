package dev.signalbox.notifier.http;

import dev.signalbox.contract.settings.Settings;
import dev.signalbox.notifier.tls.ClientTls;
import java.io.IOException;
import java.time.Duration;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/// The connections to receivers: those that are kept from one call to the next, and fresh ones that
/// serve one call.
///
/// Connections are kept for a few seconds, less than servers usually keep them, and each is looked
/// at before it is used again ([KeptConnection]): receivers may close a connection whenever they
/// like, and some do after every answer without announcing it.
///
/// Sockets have no timeout of their own: a read with one costs a virtual thread a timer, and the
/// deadline ends the call in any case.
///
/// For any thread; owns one that closes idle connections.
final class Connections implements AutoCloseable {
    private static final Duration IDLE = Duration.ofSeconds(4);
    private static final Http1Config LIMITS =
            Http1Config.custom()
                    .setMaxLineLength(16 * 1024)
                    .setMaxHeaderCount(200)
                    .setMaxEmptyLineCount(10)
                    .build();

    private final PoolingHttpClientConnectionManager pool;
    private final CloseableHttpClient keeping;
    private final CloseableHttpClient fresh;
    private final Thread housekeeper;

    /// @param connect how long connecting may take
    Connections(Settings settings, Duration connect, GuardedResolver resolver, ClientTls tls) {
        pool = pool(settings, connect, resolver, tls);
        keeping = HttpClients.createMinimal(pool);
        fresh = HttpClients.createMinimal(pool(settings, connect, resolver, tls));
        housekeeper =
                Thread.ofPlatform()
                        .name("signalbox-idle-connections")
                        .daemon()
                        .start(this::closeIdle);
    }

    private static PoolingHttpClientConnectionManager pool(
            Settings settings, Duration connect, GuardedResolver resolver, ClientTls tls) {
        var operator =
                new DefaultHttpClientConnectionOperator(
                        _ -> KeptConnection.socket(),
                        null,
                        resolver,
                        RegistryBuilder.<TlsSocketStrategy>create()
                                .register(
                                        URIScheme.HTTPS.id,
                                        (socket, host, port, _, _) -> tls.begin(socket, host, port))
                                .build());
        var made =
                new PoolingHttpClientConnectionManager(
                        operator,
                        PoolConcurrencyPolicy.LAX,
                        PoolReusePolicy.LIFO,
                        TimeValue.NEG_ONE_MILLISECOND,
                        _ -> new KeptConnection(LIMITS, tls));
        made.setMaxTotal(settings.delivery().inFlight());
        made.setDefaultMaxPerRoute(settings.delivery().inFlight());
        made.setDefaultSocketConfig(
                SocketConfig.custom().setSoTimeout(Timeout.DISABLED).setTcpNoDelay(true).build());
        made.setDefaultConnectionConfig(
                ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(connect))
                        .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
                        .setTimeToLive(TimeValue.ofMinutes(5))
                        .build());
        return made;
    }

    /// Sends a request on a kept connection, or on a new one that is kept afterwards.
    ///
    /// @throws ConnectionEnded when it was used before and ended without a byte of an answer
    ClassicHttpResponse send(HttpPost request, HttpUrl url, HttpClientContext context)
            throws IOException {
        return keeping.executeOpen(url.host(), request, context);
    }

    /// Sends a request on a connection that was not used before and is not kept.
    ///
    /// @param request may have been sent before
    ClassicHttpResponse sendOnFresh(HttpPost request, HttpUrl url, HttpClientContext context)
            throws IOException {
        request.removeHeaders(HttpHeaders.CONTENT_LENGTH); // the client sets it, once only
        request.setHeader(HttpHeaders.CONNECTION, "close");
        return fresh.executeOpen(url.host(), request, context);
    }

    private void closeIdle() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(Duration.ofSeconds(1));
            } catch (InterruptedException e) {
                return;
            }
            pool.closeExpired();
            pool.closeIdle(TimeValue.of(IDLE));
        }
    }

    /// Closes all connections.
    @Override
    public void close() {
        housekeeper.interrupt();
        keeping.close(CloseMode.IMMEDIATE);
        fresh.close(CloseMode.IMMEDIATE);
    }
}
