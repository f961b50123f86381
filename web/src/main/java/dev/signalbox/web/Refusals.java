package dev.signalbox.web;

import dev.signalbox.web.connection.Connection;
import dev.signalbox.web.connection.ErrorBody;
import dev.signalbox.web.connection.RequestIds;
import dev.signalbox.web.connection.ResponseDate;
import io.helidon.http.DirectHandler;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How requests are answered that are refused or fail: a status, `x-acs-request-id`, and the body
/// `{"code", "message", "requestId"}`; where Alibaba Cloud's clients call, also in capitals.
final class Refusals {
    private static final Logger log = LoggerFactory.getLogger(Refusals.class);

    /// What Helidon says where it has read the request line, which [RequestReader] has checked, and
    /// not the path.
    private static final String UNSAID = "Bad request, see server log for more information";

    private static final Pattern HEADER_VALUE =
            Pattern.compile(".*haracter .*header value is invalid for header '(.*)'");

    private static final String BEARER = "Bearer realm=\"Signalbox\"";
    private static final Header CREDENTIALS =
            HeaderValues.create(
                    HeaderNames.WWW_AUTHENTICATE,
                    "Basic realm=\"Signalbox\", charset=\"UTF-8\"",
                    BEARER);
    private static final Header CREDENTIALS_WITHOUT_BASIC =
            HeaderValues.create(HeaderNames.WWW_AUTHENTICATE, BEARER);

    private Refusals() {}

    /// Answers what a handler has refused.
    static void refuse(ServerRequest request, ServerResponse response, ApiException e) {
        Duration retryAfter = e.retryAfter();
        if (retryAfter != null) {
            long seconds = Math.max(1, retryAfter.plusMillis(999).toSeconds());
            response.header(HeaderNames.RETRY_AFTER, Long.toString(seconds));
        }
        if (e.status() == 401) {
            // A browser that is asked for Basic credentials sends them again by itself with
            // whatever any page has it send.
            response.header(
                    Browsers.say(request.headers()) ? CREDENTIALS_WITHOUT_BASIC : CREDENTIALS);
        }
        if (Connection.current().isLastAnswer()) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        answer(request, response, e.status(), e.code(), e.message());
    }

    private static void answer(
            ServerRequest request, ServerResponse response, int status, String code, String text) {
        boolean capitalsToo = isOfAlibabaCloud(request.prologue().uriPath().rawPath());
        Answers.json(
                response,
                status,
                ErrorBody.of(code, text, Answers.requestId(response), capitalsToo));
    }

    /// Whether Alibaba Cloud's clients call this path: by RPC, by ROA, or as EventBridge.
    private static boolean isOfAlibabaCloud(String path) {
        return path.equals("/")
                || path.startsWith("/openapi/")
                || path.toLowerCase(Locale.ROOT).endsWith("/acceptdataworksevent");
    }

    /// Answers what went wrong in a handler, or what Helidon refuses.
    static void fail(ServerRequest request, ServerResponse response, Throwable e) {
        if (e instanceof HttpException http && http.status().code() < 500) {
            int status = http.status().code();
            String message = status == 404 ? "there is nothing at this path" : http.getMessage();
            String text = message == null ? words(status) : message;
            answer(request, response, status, code(status), text);
            return;
        }
        log.atError()
                .setCause(e)
                .addKeyValue("requestId", Answers.requestId(response))
                .addKeyValue("path", request.path().path())
                .log("A request failed");
        answer(request, response, 500, code(500), words(500));
    }

    /// Answers what cannot be read as a request, and so meets no handler.
    static DirectHandlers ofTheHttpLayer(ResponseDate date) {
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
            handlers.addHandler(
                    type,
                    (request, event, status, headers, message) -> {
                        headers.set(date.header());
                        String path = request.path();
                        return refuseInHttpLayer(path, status, headers, message);
                    });
        }
        return handlers.build();
    }

    private static DirectHandler.TransportResponse refuseInHttpLayer(
            String path, Status status, ServerResponseHeaders headers, @Nullable String message) {
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
                        yield inWords(message);
                    }
                };
        return DirectHandler.TransportResponse.builder()
                .status(status)
                .headers(headers)
                .header(HeaderNames.CONTENT_TYPE, "application/json")
                .header(RequestIds.HEADER, requestId)
                .keepAlive(false)
                .entity(ErrorBody.of(code(code), text, requestId, isOfAlibabaCloud(path)))
                .build();
    }

    /// The reason of a refusal by Helidon, whose own words name its parser's parts, or quote a
    /// query that may hold a signature.
    private static String inWords(String message) {
        if (message.equals(UNSAID)) {
            return "the path is not one of a URL";
        }
        if (message.startsWith("Query ")) {
            return "the query holds a character that must be percent-encoded, or a '%' without two"
                    + " hexadecimal digits";
        }
        if (message.startsWith("Token ")) {
            return "the name of a header holds a character that none may have";
        }
        if (message.startsWith("Found ")) {
            return "a line of the headers must end with CR LF";
        }
        Matcher header = HEADER_VALUE.matcher(message);
        return header.matches()
                ? header.group(1).toLowerCase(Locale.ROOT) + ": holds a control character"
                : message;
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
