package dev.signalbox.notifier.http;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.rule.Vault;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.transform.Transformed;
import dev.signalbox.notifier.channel.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/// Posts deliveries to HTTP targets as Standard Webhooks, transformed as the target has it.
///
/// What a target may do to us is bounded: the whole attempt by a hard deadline; the head of the
/// answer by lines and length; its body by bytes and by a short time, after which the connection is
/// dropped, because the status alone decides. Nothing is followed, unpacked, stored or tried again
/// by the client itself. Connections are kept for a few seconds, less than servers usually keep
/// them, and looked at before they are used again.
///
/// Sockets have no timeout of their own: a read with one costs a virtual thread a timer, and the
/// deadline ends the request in any case.
///
/// Called by the delivery threads, which block in it; owns the look-up threads, the thread that
/// minds the deadlines and one that closes idle connections.
public final class HttpSender implements AutoCloseable {
    /// Bytes of an answer's body that are read for the sake of keeping the connection.
    static final int BODY_LIMIT = 64 * 1024;

    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);
    private static final Duration BODY_PATIENCE = Duration.ofSeconds(2);
    private static final Duration IDLE = Duration.ofSeconds(4);
    private static final Map<Transformed.Format, ContentType> CONTENT_TYPES =
            Arrays.stream(Transformed.Format.values())
                    .collect(
                            Collectors.toUnmodifiableMap(
                                    format -> format,
                                    format -> ContentType.parse(format.contentType())));
    private static final int ENDPOINTS_KEPT = 20_000;

    private final Duration deliveryTimeout;
    private final Vault vault;
    private final InstantSource clock;
    private final String userAgent;
    private final GuardedResolver resolver;
    private final PoolingHttpClientConnectionManager connections;
    private final CloseableHttpClient client;
    private final RequestConfig config;
    private final Deadlines deadlines = new Deadlines();
    private final Thread housekeeper;
    private final ConcurrentHashMap<TargetKey, Endpoint> endpoints = new ConcurrentHashMap<>();

    /// @param vault opens the targets' secrets
    public HttpSender(Settings settings, Vault vault, InstantSource clock) {
        this(settings, vault, clock, InetAddress::getAllByName);
    }

    HttpSender(Settings settings, Vault vault, InstantSource clock, GuardedResolver.Lookup lookup) {
        this.vault = vault;
        this.clock = clock;
        deliveryTimeout = settings.deliveryTimeout();
        String version = HttpSender.class.getPackage().getImplementationVersion();
        userAgent = "Signalbox/" + (version == null ? "dev" : version);
        Duration connect =
                deliveryTimeout.compareTo(LONGEST_CONNECT) < 0 ? deliveryTimeout : LONGEST_CONNECT;
        resolver = new GuardedResolver(new Guard(settings.targetNetworks()), lookup, connect);
        connections = connections(settings, connect, resolver);
        client = HttpClients.createMinimal(connections);
        config =
                RequestConfig.custom()
                        .setConnectionRequestTimeout(Timeout.of(deliveryTimeout))
                        .setExpectContinueEnabled(false)
                        .setProtocolUpgradeEnabled(false)
                        .build();
        housekeeper =
                Thread.ofPlatform()
                        .name("signalbox-idle-connections")
                        .daemon()
                        .start(this::closeIdle);
    }

    private static PoolingHttpClientConnectionManager connections(
            Settings settings, Duration connect, GuardedResolver resolver) {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                .setConnPoolPolicy(PoolReusePolicy.LIFO)
                .setMaxConnTotal(settings.deliveriesInFlight())
                .setMaxConnPerRoute(settings.deliveriesInFlight())
                .setDnsResolver(resolver)
                .setDefaultSocketConfig(SocketConfig.custom().setTcpNoDelay(true).build())
                .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.of(connect))
                                .setValidateAfterInactivity(TimeValue.ofMilliseconds(500))
                                .setTimeToLive(TimeValue.ofMinutes(5))
                                .build())
                .setConnectionFactory(
                        ManagedHttpClientConnectionFactory.builder()
                                .http1Config(
                                        Http1Config.custom()
                                                .setMaxLineLength(16 * 1024)
                                                .setMaxHeaderCount(200)
                                                .setMaxEmptyLineCount(10)
                                                .build())
                                .build())
                .build();
    }

    /// Makes one attempt.
    public Reply send(Delivery delivery, Target.Http target, int attempt) {
        Endpoint endpoint;
        try {
            endpoint = endpoint(delivery.target(), target);
        } catch (IllegalArgumentException e) {
            return new Reply.Refused(0, String.valueOf(e.getMessage()));
        } catch (IllegalStateException e) {
            return new Reply.Failed(
                    0, "the target's secrets do not open: " + e.getMessage(), Duration.ZERO);
        }
        return switch (endpoint.transformer().apply(delivery.body())) {
            case Transformed.Body body ->
                    post(request(delivery, body, endpoint, attempt), endpoint);
            case Transformed.Failed failed -> new Reply.Refused(0, failed.reason());
        };
    }

    private Reply post(HttpPost request, Endpoint endpoint) {
        try (Deadlines.Watched watched = deadlines.watch(request, deliveryTimeout)) {
            ClassicHttpResponse response;
            try {
                response = client.executeOpen(endpoint.host(), request, HttpClientContext.create());
            } catch (IOException e) {
                return Replies.of(e, endpoint.host(), watched.expired(), deliveryTimeout);
            }
            Reply reply = Replies.of(response.getCode(), retryAfter(response), clock.instant());
            watched.within(BODY_PATIENCE);
            finish(request, response);
            return reply;
        }
    }

    private Endpoint endpoint(TargetKey key, Target.Http target) {
        Endpoint known = endpoints.get(key);
        if (known != null && known.target().equals(target)) {
            return known;
        }
        Endpoint opened = Endpoint.open(target, key.ruleKey(), vault);
        if (endpoints.size() >= ENDPOINTS_KEPT) {
            endpoints.clear();
        }
        endpoints.put(key, opened);
        return opened;
    }

    private HttpPost request(
            Delivery delivery, Transformed.Body body, Endpoint endpoint, int attempt) {
        var request = new HttpPost(endpoint.uri());
        request.setConfig(config);
        request.addHeader("user-agent", userAgent);
        String timestamp = Long.toString(clock.instant().getEpochSecond());
        request.addHeader("webhook-id", delivery.id());
        request.addHeader("webhook-timestamp", timestamp);
        StandardWebhooks signature = endpoint.signature();
        if (signature != null) {
            request.addHeader(
                    "webhook-signature", signature.sign(delivery.id(), timestamp, body.bytes()));
        }
        request.addHeader("x-signalbox-attempt", Integer.toString(attempt));
        if (!delivery.replay().isEmpty()) {
            request.addHeader("x-signalbox-replay", delivery.replay());
        }
        request.setEntity(new ByteArrayEntity(body.bytes(), CONTENT_TYPES.get(body.format())));
        return request;
    }

    private static @Nullable String retryAfter(ClassicHttpResponse response) {
        Header header = response.getFirstHeader("retry-after");
        return header == null ? null : header.getValue();
    }

    /// Reads what is left so that the connection can be kept; where that is too much, or does not
    /// come, the request is ended and the connection with it.
    private static void finish(HttpUriRequestBase request, ClassicHttpResponse response) {
        try (response) {
            HttpEntity entity = response.getEntity();
            if (entity != null && !readWhole(entity)) {
                request.cancel();
            }
        } catch (IOException e) {
            request.cancel();
        }
    }

    private static boolean readWhole(HttpEntity entity) throws IOException {
        if (entity.getContentLength() > BODY_LIMIT) {
            return false;
        }
        byte[] buffer = new byte[1024];
        InputStream body = entity.getContent();
        int total = 0;
        for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
            total += read;
            if (total > BODY_LIMIT) {
                return false;
            }
        }
        return true;
    }

    private void closeIdle() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(Duration.ofSeconds(1));
            } catch (InterruptedException e) {
                return;
            }
            connections.closeExpired();
            connections.closeIdle(TimeValue.of(IDLE));
        }
    }

    /// Ends what is under way and closes all connections.
    @Override
    public void close() {
        housekeeper.interrupt();
        deadlines.endAll();
        client.close(CloseMode.IMMEDIATE);
        deadlines.close();
        resolver.close();
    }
}
