package dev.signalbox.web;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// An error that a request is answered with. Handlers throw it; the server writes the body that
/// every error has.
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final @Nullable Duration retryAfter;

    /// @param status the HTTP status, 400 to 599
    /// @param code what went wrong, for programs: one word such as `EventBusNotExist`
    /// @param message what went wrong, for people: names the field and the reason
    public ApiException(int status, String code, String message) {
        this(status, code, message, null);
    }

    /// @param retryAfter sent to the caller in whole seconds as `Retry-After`; null for no such
    ///   header
    public ApiException(int status, String code, String message, @Nullable Duration retryAfter) {
        // An expected answer needs no stack trace, and traces are dear.
        super(message, null, false, false);
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException(status + " is no error");
        }
        this.status = status;
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /// 400 with that code.
    public static ApiException badRequest(String code, String message) {
        return new ApiException(400, code, message);
    }

    /// The HTTP status.
    public int status() {
        return status;
    }

    /// The code of the error, for programs.
    public String code() {
        return code;
    }

    /// The message, for people.
    public String message() {
        String message = getMessage();
        return message == null ? "" : message;
    }

    /// When it is worth trying again, or null.
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
