package dev.signalbox.notifier.bot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.http.HttpCalls;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A robot's answer, read for what it means: robots answer HTTP 200 even on failure, and a code in
/// the body decides. Only where there is no code does the status count.
///
/// @param status the HTTP status
/// @param field the name of the code
/// @param code the code; 0 for success
/// @param words what the service said, without secrets
record RobotAnswer(int status, String field, int code, String words) {
    /// Reads the body as an object; null where it is none.
    static @Nullable JsonNode object(HttpCalls.Result.Answer answer) {
        try {
            JsonNode body = Json.MAPPER.readTree(answer.body());
            return body.isObject() ? body : null;
        } catch (IOException e) {
            return null;
        }
    }

    /// A whole number of a body, also where it is written as a text; null where it is none.
    static @Nullable Integer number(JsonNode body, String field) {
        JsonNode value = body.path(field);
        if (value.isIntegralNumber() && value.canConvertToInt()) {
            return value.intValue();
        }
        try {
            return value.isTextual() ? Integer.valueOf(value.textValue().strip()) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /// Whether HTTP itself says that this is not the time, whatever the body says.
    static boolean isLater(int status) {
        return status == 408 || status == 425 || status == 429 || status >= 500;
    }

    /// What an answer means whose body has no code: it is not the service that answers there.
    static Reply withoutCode(HttpCalls.Result.Answer answer, String service, String field) {
        int status = answer.status();
        String reason =
                ("answered %d without %s, so not as %s does: check that the url is the robot's"
                                + " webhook")
                        .formatted(status, field, service);
        return switch (answer.byStatus()) {
            case Reply.Refused _ -> new Reply.Refused(status, reason);
            case Reply.Taken _, Reply.Failed _, Reply.Throttled _, Reply.Postponed _ ->
                    new Reply.Failed(status, reason, answer.retryAfter());
        };
    }

    /// What a status means that says "later".
    ///
    /// @param pause how long to wait after 429 where the answer does not say
    static Reply later(HttpCalls.Result.Answer answer, Duration pause) {
        return answer.status() == 429 && answer.retryAfter().isZero()
                ? new Reply.Throttled(429, "answered 429: too many messages", pause)
                : answer.byStatus();
    }

    /// It has it.
    Reply taken() {
        return status >= 200 && status < 300
                ? new Reply.Taken(status)
                : new Reply.Failed(
                        status, "answered %d, though %s 0".formatted(status, field), Duration.ZERO);
    }

    /// It will never take it.
    ///
    /// @param meaning what the code means and what to do, in plain words
    Reply refused(String meaning) {
        return new Reply.Refused(status, said() + ": " + meaning);
    }

    /// It may take it another time.
    Reply failed(String meaning) {
        return new Reply.Failed(status, said() + ": " + meaning, Duration.ZERO);
    }

    /// The robot is sent too much.
    ///
    /// @param pause how long to leave it alone
    Reply throttled(String meaning, Duration pause) {
        return new Reply.Throttled(status, said() + ": " + meaning, pause);
    }

    /// A code that is in no document.
    Reply unknown() {
        return new Reply.Failed(status, said(), Duration.ZERO);
    }

    private String said() {
        return words.isEmpty()
                ? "answered %s %d".formatted(field, code)
                : "answered %s %d (%s)".formatted(field, code, words);
    }
}
