package dev.signalbox.notifier.http;

import dev.signalbox.contract.room.Version;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.tls.ClientTls;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/// The calls that channels make over HTTP: one client for all of them.
///
/// What a target may do to us is bounded: the whole call by a hard deadline; the head of the answer
/// by lines and length; its body by bytes. Where the status alone decides, the body also has only a
/// short time, after which the connection is dropped. Nothing is followed, unpacked or stored.
///
/// A call goes out on a connection that was kept from an earlier one, where there is one that the
/// receiver has not closed. Where it closes it just then, before the first byte of an answer, the
/// call goes out once more at once on a fresh connection, within the same deadline. What must not
/// be repeated ([#postOnce]) has a fresh connection from the start.
///
/// Called by the delivery threads, which block in it; owns the look-up threads, the thread that
/// minds the deadlines and the one of the [Connections].
public final class HttpCalls implements AutoCloseable {
    /// Bytes of an answer's body that are read, whether for what it says or for the sake of keeping
    /// the connection.
    public static final int BODY_LIMIT = 64 * 1024;

    private static final byte[] NOTHING = {};
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);
    private static final Duration BODY_PATIENCE = Duration.ofSeconds(2);

    /// The kind of a call, by the answer that it wants.
    private enum Kind {
        /// The answer's status.
        FOR_STATUS,
        /// The answer's body too.
        FOR_BODY,
        /// The answer's body too, and that the call is never sent twice.
        ONCE
    }

    private final Duration deadline;
    private final InstantSource clock;
    private final String userAgent;
    private final GuardedResolver resolver;
    private final Connections connections;
    private final RequestConfig config;
    private final Deadlines deadlines = new Deadlines();

    /// The result of a call.
    public sealed interface Result {
        /// The target answered.
        ///
        /// @param status the HTTP status
        /// @param retryAfter how long it asked to be left alone
        /// @param body what it said, whole; empty where only the status was asked for
        /// @param said how it explains a status other than 2xx, where only the status was asked
        ///   for; else null
        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Answer(
                int status, RetryAfter retryAfter, byte[] body, @Nullable ResponseExcerpt said)
                implements Result {
            /// What the status alone means, as HTTP defines it.
            public Reply byStatus() {
                return Replies.of(status, retryAfter);
            }

            /// What the status alone means, with the words in which the target explains it.
            Reply byStatus(Secrets secrets) {
                return said == null
                        ? byStatus()
                        : Replies.explained(byStatus(), said.words(secrets));
            }
        }

        /// There is no answer, or no whole one.
        ///
        /// @param reply what that means where a call may be made again
        /// @param arrived whether bytes of the call went out on an open connection, so that the
        ///   target may have got it all the same
        record NoAnswer(Reply reply, boolean arrived) implements Result {}
    }

    /// @param clock reads the dates of `Retry-After`
    public HttpCalls(Settings settings, InstantSource clock) {
        this(settings, clock, InetAddress::getAllByName);
    }

    HttpCalls(Settings settings, InstantSource clock, GuardedResolver.Lookup lookup) {
        this(settings, clock, lookup, ClientTls.of(settings.delivery().tls()));
    }

    HttpCalls(
            Settings settings, InstantSource clock, GuardedResolver.Lookup lookup, SSLContext tls) {
        this(settings, clock, lookup, ClientTls.of(tls));
    }

    private HttpCalls(
            Settings settings, InstantSource clock, GuardedResolver.Lookup lookup, ClientTls tls) {
        this.clock = clock;
        deadline = settings.delivery().timeout();
        userAgent = "Signalbox/" + Version.text();
        Duration connect = deadline.compareTo(LONGEST_CONNECT) < 0 ? deadline : LONGEST_CONNECT;
        var guard =
                new Guard(settings.delivery().targetNetworks(), settings.delivery().thisMachine());
        resolver = new GuardedResolver(guard, lookup, connect);
        connections = new Connections(settings, connect, resolver, tls);
        config =
                RequestConfig.custom()
                        .setConnectionRequestTimeout(Timeout.of(deadline))
                        .setExpectContinueEnabled(false)
                        .setProtocolUpgradeEnabled(false)
                        .build();
    }

    /// A request to be filled in and posted.
    public HttpPost request(HttpUrl url) {
        var request = new HttpPost(url.uri());
        request.setConfig(config);
        request.addHeader("user-agent", userAgent);
        return request;
    }

    /// Posts, for the answer's status alone.
    public Result postForStatus(HttpPost request, HttpUrl url) {
        return post(request, url, Kind.FOR_STATUS);
    }

    /// Posts, for the answer with its body. A body of more than [#BODY_LIMIT] bytes is no answer.
    public Result postForBody(HttpPost request, HttpUrl url) {
        return post(request, url, Kind.FOR_BODY);
    }

    /// Posts what must not be sent twice, on a connection of its own, for the answer with its body.
    public Result postOnce(HttpPost request, HttpUrl url) {
        return post(request, url, Kind.ONCE);
    }

    private Result post(HttpPost request, HttpUrl url, Kind kind) {
        HttpClientContext context = HttpClientContext.create();
        try (Deadlines.Watched watched = deadlines.watch(request, deadline)) {
            try {
                return post(request, url, kind, context, watched);
            } catch (RuntimeException e) {
                // The deadline may take the connection away between any two steps of the client.
                if (!watched.expired()) {
                    throw e;
                }
                return failed(new IOException(e), 0, url, watched, wentOut(context));
            }
        }
    }

    private Result post(
            HttpPost request,
            HttpUrl url,
            Kind kind,
            HttpClientContext context,
            Deadlines.Watched watched) {
        ClassicHttpResponse response;
        try {
            response =
                    kind == Kind.ONCE
                            ? connections.sendOnFresh(request, url, context)
                            : send(request, url, context, watched);
        } catch (IOException e) {
            return failed(e, 0, url, watched, wentOut(context));
        }
        return kind == Kind.FOR_STATUS
                ? statusAlone(request, response, watched)
                : whole(request, response, url, watched);
    }

    /// Sends a request, once more on a fresh connection where a kept one ended under it.
    private ClassicHttpResponse send(
            HttpPost request, HttpUrl url, HttpClientContext context, Deadlines.Watched watched)
            throws IOException {
        try {
            return connections.send(request, url, context);
        } catch (ConnectionEnded e) {
            if (watched.expired()) {
                throw e;
            }
            return connections.sendOnFresh(request, url, context);
        }
    }

    /// Whether anything was written to the connection of a call.
    private static boolean wentOut(HttpClientContext context) {
        EndpointDetails connection = context.getEndpointDetails();
        return connection != null && connection.getSentBytesCount() > 0;
    }

    private Result statusAlone(
            HttpPost request, ClassicHttpResponse response, Deadlines.Watched watched) {
        HttpEntity entity = response.getEntity();
        ResponseExcerpt said =
                entity == null || response.getCode() / 100 == 2 ? null : ResponseExcerpt.in(entity);
        var answer = new Result.Answer(response.getCode(), retryAfter(response), NOTHING, said);
        watched.within(BODY_PATIENCE);
        passOver(request, response, said);
        return answer;
    }

    private Result whole(
            HttpPost request,
            ClassicHttpResponse response,
            HttpUrl url,
            Deadlines.Watched watched) {
        int status = response.getCode();
        try {
            return new Result.Answer(
                    status, retryAfter(response), Bodies.read(response.getEntity()), null);
        } catch (Bodies.TooLong e) {
            request.cancel();
            return new Result.NoAnswer(Replies.tooLong(status), true);
        } catch (IOException e) {
            request.cancel();
            return failed(e, status, url, watched, true);
        } finally {
            close(request, response);
        }
    }

    /// To be called only when the body was read or the request cancelled: closing reads what is
    /// left.
    private static void close(HttpPost request, ClassicHttpResponse response) {
        try {
            response.close();
        } catch (IOException e) {
            request.cancel();
        }
    }

    private Result failed(
            IOException e, int status, HttpUrl url, Deadlines.Watched watched, boolean arrived) {
        return new Result.NoAnswer(
                Replies.of(e, status, url.host(), watched.expired(), deadline), arrived);
    }

    private RetryAfter retryAfter(ClassicHttpResponse response) {
        Header header = response.getFirstHeader("retry-after");
        return RetryAfter.read(header == null ? null : header.getValue(), clock.instant());
    }

    /// Reads what is left so that the connection can be kept; where that is too much, or does not
    /// come, the request is ended and the connection with it.
    ///
    /// @param said takes what is read; null where it is not wanted
    private static void passOver(
            HttpPost request, ClassicHttpResponse response, @Nullable ResponseExcerpt said) {
        try {
            HttpEntity entity = response.getEntity();
            if (entity != null && !Bodies.drained(entity, said)) {
                request.cancel();
            }
        } catch (IOException e) {
            request.cancel();
        } finally {
            close(request, response);
        }
    }

    /// Ends what is under way and closes all connections.
    @Override
    public void close() {
        deadlines.endAll();
        connections.close();
        deadlines.close();
        resolver.close();
    }
}
