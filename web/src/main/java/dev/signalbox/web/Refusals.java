package dev.signalbox.web;

import dev.signalbox.web.connection.Connection;
import dev.signalbox.web.connection.ErrorBody;
import dev.signalbox.web.connection.RequestIds;
import dev.signalbox.web.connection.RequestReader;
import dev.signalbox.web.connection.ResponseDate;
import io.helidon.http.DirectHandler;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.Method;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How requests are answered that are refused or fail: a status, `x-acs-request-id`, and the body
/// `{"code", "message", "requestId"}`.
final class Refusals {
    private static final Logger log = LoggerFactory.getLogger(Refusals.class);

    /// What Helidon says where it has read the request line, which [RequestReader] has checked, and
    /// not the path.
    private static final String UNSAID = "Bad request, see server log for more information";

    private static final String BEARER = "Bearer realm=\"Signalbox\"";
    private static final Header CREDENTIALS =
            HeaderValues.create(
                    HeaderNames.WWW_AUTHENTICATE,
                    "Basic realm=\"Signalbox\", charset=\"UTF-8\"",
                    BEARER);
    private static final Header CREDENTIALS_WITHOUT_BASIC =
            HeaderValues.create(HeaderNames.WWW_AUTHENTICATE, BEARER);

    /// Headers that browsers alone send. The first is left out where the address is neither `https`
    /// nor on loopback; the second comes with every page that a person opens.
    private static final List<HeaderName> OF_BROWSERS =
            List.of(
                    HeaderNames.create("Sec-Fetch-Mode"),
                    HeaderNames.create("Upgrade-Insecure-Requests"));

    private Refusals() {}

    /// Answers what a handler has refused.
    static void refuse(ServerRequest request, ServerResponse response, ApiException e) {
        String requestId = Answers.requestId(response);
        Duration retryAfter = e.retryAfter();
        if (retryAfter != null) {
            long seconds = Math.max(1, retryAfter.plusMillis(999).toSeconds());
            response.header(HeaderNames.RETRY_AFTER, Long.toString(seconds));
        }
        if (e.status() == 401) {
            response.header(isOfBrowser(request) ? CREDENTIALS_WITHOUT_BASIC : CREDENTIALS);
        }
        if (Connection.current().isLastAnswer()) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        answer(request, response, e.status(), ErrorBody.of(e.code(), e.message(), requestId));
    }

    /// A browser that is asked for Basic credentials sends them again by itself with whatever any
    /// page has it send.
    private static boolean isOfBrowser(ServerRequest request) {
        return OF_BROWSERS.stream().anyMatch(request.headers()::contains);
    }

    /// Sends an error. The answer to `HEAD` has no body: its caller would take it for the beginning
    /// of the next answer.
    private static void answer(
            ServerRequest request, ServerResponse response, int status, byte[] error) {
        if (request.prologue().method().equals(Method.HEAD)) {
            response.status(status).send();
        } else {
            Answers.json(response, status, error);
        }
    }

    /// Answers what went wrong in a handler, or what Helidon refuses.
    static void fail(ServerRequest request, ServerResponse response, Throwable e) {
        String requestId = Answers.requestId(response);
        if (e instanceof HttpException http && http.status().code() < 500) {
            int status = http.status().code();
            String message = status == 404 ? "there is nothing at this path" : http.getMessage();
            answer(
                    request,
                    response,
                    status,
                    ErrorBody.of(
                            code(status), message == null ? words(status) : message, requestId));
            return;
        }
        log.atError()
                .setCause(e)
                .addKeyValue("requestId", requestId)
                .addKeyValue("path", request.path().path())
                .log("A request failed");
        answer(request, response, 500, ErrorBody.of(code(500), "internal error", requestId));
    }

    /// Answers what cannot be read as a request, and so meets no handler.
    static DirectHandlers ofTheHttpLayer(ResponseDate date) {
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
            handlers.addHandler(
                    type,
                    (request, event, status, headers, message) -> {
                        headers.set(date.header());
                        return refuseInHttpLayer(status, headers, message);
                    });
        }
        return handlers.build();
    }

    private static DirectHandler.TransportResponse refuseInHttpLayer(
            Status status, ServerResponseHeaders headers, @Nullable String message) {
        String requestId = RequestIds.next();
        int code = status.code();
        String text =
                switch (code) {
                    case 500, 503 -> words(code);
                    case 501 -> "Transfer-Encoding: only chunked is understood";
                    default -> {
                        if (message == null || message.isBlank()) {
                            yield words(code);
                        }
                        yield message.equals(UNSAID) ? "the path is not one of a URL" : message;
                    }
                };
        return DirectHandler.TransportResponse.builder()
                .status(status)
                .headers(headers)
                .header(HeaderNames.CONTENT_TYPE, "application/json")
                .header(RequestIds.HEADER, requestId)
                .keepAlive(false)
                .entity(ErrorBody.of(code(code), text, requestId))
                .build();
    }

    private static String code(int status) {
        return switch (status) {
            case 400 -> "BadRequest";
            case 404 -> "NotFound";
            case 405 -> "MethodNotAllowed";
            case 408 -> "RequestTimeout";
            case 413 -> "RequestEntityTooLarge";
            case 414 -> "UriTooLong";
            case 415 -> "UnsupportedMediaType";
            case 431 -> "RequestHeaderFieldsTooLarge";
            case 501 -> "NotImplemented";
            case 503 -> "ServiceUnavailable";
            case 505 -> "HttpVersionNotSupported";
            default -> status < 500 ? "BadRequest" : "InternalError";
        };
    }

    private static String words(int status) {
        return status >= 500 && status != 503 && status != 505
                ? "internal error"
                : Status.create(status).reasonPhrase().toLowerCase(Locale.ROOT);
    }
}
