package dev.signalbox.notifier.http;

import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.tls.ClientCertificateFailure;
import dev.signalbox.notifier.tls.TlsFailure;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.UnsupportedHttpVersionException;

/// Reads from the status of an answer, or the lack of one, what it means for the delivery.
///
/// | answer | means |
/// |---|---|
/// | 2xx | taken |
/// | 429 | throttled; a `Retry-After` is honoured whole |
/// | 408, 425, 5xx | failed; a `Retry-After` is honoured whole |
/// | 3xx, and what HTTP does not know | failed: a redirect is not followed, but it may be a maintenance page's |
/// | 404, 409 | failed, and soon given up: a receiver answers so while it is deployed anew |
/// | 410 | refused: the target is gone for good |
/// | other 4xx | refused |
/// | no connection, no TLS, no answer in time, no HTTP | failed |
/// | an address that the guard refuses | refused |
final class Replies {
    private static final int LONGEST_DETAIL = 160;

    private Replies() {}

    /// @param retryAfter how long the target asked to be left alone
    static Reply of(int status, RetryAfter retryAfter) {
        if (status >= 200 && status < 300) {
            return new Reply.Taken(status);
        }
        if (status >= 300 && status < 400) {
            return failed(status, "answered " + status + ", a redirect, which is not followed");
        }
        if (status == 410) {
            return new Reply.Refused(status, "answered 410: the target is gone for good");
        }
        if (status == 429) {
            return new Reply.Throttled(
                    status, retryAfter.noted("answered 429"), retryAfter.pause());
        }
        if (status == 408 || status == 425 || (status >= 500 && status < 600)) {
            return new Reply.Failed(
                    status, retryAfter.noted("answered " + status), retryAfter.pause());
        }
        if (status == 404 || status == 409) {
            return new Reply.Failed(
                    status, retryAfter.noted("answered " + status), retryAfter.pause(), true);
        }
        if (status >= 400 && status < 500) {
            return new Reply.Refused(status, "answered " + status);
        }
        return failed(status, "answered " + status + ", which is not a status of HTTP");
    }

    /// The same with the target's own words behind the reason.
    ///
    /// @param words without secrets; empty for none
    static Reply explained(Reply reply, String words) {
        if (words.isEmpty()) {
            return reply;
        }
        return switch (reply) {
            case Reply.Failed failed ->
                    new Reply.Failed(
                            failed.httpStatus(),
                            failed.reason() + ": " + words,
                            failed.notBefore(),
                            failed.briefly());
            case Reply.Refused refused ->
                    new Reply.Refused(refused.httpStatus(), refused.reason() + ": " + words);
            case Reply.Throttled throttled ->
                    new Reply.Throttled(
                            throttled.httpStatus(),
                            throttled.reason() + ": " + words,
                            throttled.pause());
            case Reply.Taken _, Reply.Postponed _ -> reply;
        };
    }

    /// A body that was read for what it says, and is too long to say anything that is understood.
    static Reply tooLong(int status) {
        return failed(
                status,
                "answered %d with a body of more than %,d bytes"
                        .formatted(status, HttpCalls.BODY_LIMIT));
    }

    /// @param status what was answered before the body broke off; 0 where nothing was
    /// @param expired whether the attempt was ended by its deadline
    static Reply of(
            IOException thrown, int status, HttpHost host, boolean expired, Duration deadline) {
        Throwable cause = thrown.getCause();
        Throwable failure =
                thrown instanceof ClientProtocolException && cause != null ? cause : thrown;
        if (failure instanceof AddressRefused refused) {
            return new Reply.Refused(
                    0,
                    ("the address of %s is not allowed: %s; an operator can allow private networks"
                                    + " by SIGNALBOX_TARGET_NETWORKS")
                            .formatted(host.getHostName(), refused.getMessage()));
        }
        return failed(status, expired ? tooLate(deadline) : reason(failure, host, deadline));
    }

    private static String reason(Throwable failure, HttpHost host, Duration deadline) {
        return switch (failure) {
            case GuardedResolver.LookupTimeout late ->
                    "the name service did not say in time where %s is"
                            .formatted(host.getHostName());
            case UnknownHostException unknown ->
                    "the host name " + host.getHostName() + " is not known";
            case ConnectTimeoutException late -> "no connection to " + place(host) + " in time";
            case ConnectException refused -> "no connection to " + place(host);
            case NoRouteToHostException lost -> "no route to " + place(host);
            case SSLException tls ->
                    "no TLS with %s: %s".formatted(place(host), TlsFailure.words(tls));
            case ClientCertificateFailure tls ->
                    "no TLS with %s: %s".formatted(place(host), TlsFailure.words(tls));
            case InterruptedIOException late -> tooLate(deadline);
            case NoHttpResponseException empty -> "closed the connection without an answer";
            case ConnectionClosedException closed -> "closed the connection within its answer";
            case MessageConstraintException large ->
                    "the head of its answer is too large, or not HTTP";
            case UnsupportedHttpVersionException version -> "the answer is not HTTP/1.1";
            case HttpException garbage -> "the answer is not HTTP";
            case MalformedChunkCodingException chunks -> "the body of its answer is not HTTP";
            default -> "the connection broke: " + detail(failure);
        };
    }

    private static String tooLate(Duration deadline) {
        return "no whole answer within "
                + deadline.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    private static String place(HttpHost host) {
        return host.toHostString();
    }

    private static String detail(Throwable failure) {
        String message = failure.getMessage();
        if (message == null) {
            return "no reason was given";
        }
        String line = message.lines().findFirst().orElse("");
        return line.length() <= LONGEST_DETAIL ? line : line.substring(0, LONGEST_DETAIL) + "…";
    }

    private static Reply failed(int status, String reason) {
        return new Reply.Failed(status, reason, Duration.ZERO);
    }
}
