package dev.signalbox.notifier.bot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.http.HttpCalls;
import dev.signalbox.notifier.http.Secrets;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A robot's answer, read for what it means: robots answer HTTP 200 even on failure, and a code in
/// the body decides. Only where there is no code does the status count.
///
/// @param status the HTTP status
/// @param field the name of the code
/// @param code the code; 0 for success
/// @param words what the service said, without secrets
/// @param complaint what the words are about; null where they say nothing known
record RobotAnswer(
        int status, String field, int code, String words, @Nullable Complaint complaint) {
    /// The parts of the explanations that differ between the services.
    ///
    /// @param signs whether messages to it are signed
    /// @param identity what names the robot, such as `with this key`
    /// @param tooFast how many messages it takes
    /// @param pause how long to leave it alone when it was sent more
    /// @param tooLong how long a message may be
    record Terms(boolean signs, String identity, String tooFast, Duration pause, String tooLong) {}

    /// Reads an answer.
    ///
    /// @param message what the service said
    static RobotAnswer of(
            HttpCalls.Result.Answer answer,
            String field,
            int code,
            String message,
            Secrets secrets) {
        return new RobotAnswer(
                answer.status(), field, code, secrets.quote(message), Complaint.in(message));
    }

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
        Reply byStatus = answer.byStatus();
        if (byStatus instanceof Reply.Refused) {
            return new Reply.Refused(status, reason);
        }
        return new Reply.Failed(
                status,
                answer.retryAfter().noted(reason),
                answer.retryAfter().pause(),
                byStatus instanceof Reply.Failed failed && failed.briefly());
    }

    /// What a status means that says "later".
    ///
    /// @param pause how long to wait after 429 where the answer does not say
    static Reply later(HttpCalls.Result.Answer answer, Duration pause) {
        return answer.status() == 429 && answer.retryAfter().pause().isZero()
                ? new Reply.Throttled(429, "answered 429: too many messages", pause)
                : answer.byStatus();
    }

    /// What the answer means: by its words, and by its code where the words leave that open.
    Reply meaning(Terms terms, Function<RobotAnswer, Reply> byCode) {
        if (code == 0) {
            return taken();
        }
        return switch (complaint) {
            case TOO_FAST -> tooFast(terms);
            case SIGNATURE_OR_CLOCK, SIGNATURE, UNSIGNED -> refused(signature(terms));
            case CLOCK ->
                    failed("the clock of the machine that sends is more than an hour off: set it");
            case KEYWORD -> noKeyword();
            case ADDRESS -> otherAddress();
            case NO_ROBOT -> noRobot(terms);
            case STOPPED -> stopped();
            case NO_GROUP ->
                    refused("the group was dissolved, or the robot was removed from the group");
            case TOO_LONG -> tooLong(terms);
            case UNSUITABLE -> refused("the service finds the text or its links unsuitable");
            case FORM, BUSY -> byCode.apply(this);
            case null -> byCode.apply(this);
        };
    }

    private String signature(Terms terms) {
        if (!terms.signs()) {
            return "the robot asks for a signature: give the target the signingKey that the"
                    + " robot's security settings show";
        }
        return "the signing key is not the one shown in the robot's security settings"
                + (complaint == Complaint.SIGNATURE_OR_CLOCK
                        ? ", or the clock of the machine that sends is more than an hour off"
                        : "");
    }

    /// The text holds none of the robot's keywords.
    Reply noKeyword() {
        return refused(
                "the text must hold one of the robot's keywords: make 'Signalbox' one of them, or"
                        + " write one into the target's template");
    }

    /// The robot takes messages from other addresses only.
    Reply otherAddress() {
        return refused(
                "the robot takes messages from some addresses only: add that of the machine that"
                        + " sends in its security settings");
    }

    /// The robot is switched off.
    Reply stopped() {
        return refused("the robot was stopped: enable it in the group's settings");
    }

    /// There is no such robot.
    Reply noRobot(Terms terms) {
        return refused(
                "there is no robot %s: it was removed from the group, or the url is mistyped"
                        .formatted(terms.identity()));
    }

    /// The message is longer than the service takes.
    Reply tooLong(Terms terms) {
        return refused(
                "the transform makes a message of more than %s: make it shorter"
                        .formatted(terms.tooLong()));
    }

    /// The robot is sent too much.
    Reply tooFast(Terms terms) {
        return throttled(terms.tooFast(), terms.pause());
    }

    private Reply taken() {
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

    private Reply throttled(String meaning, Duration pause) {
        return new Reply.Throttled(status, said() + ": " + meaning, pause);
    }

    /// A code that is in no document.
    Reply unknown() {
        return complaint == Complaint.FORM
                ? refused("the transform makes a message that lacks a field or has another form")
                : new Reply.Failed(status, said(), Duration.ZERO);
    }

    private String said() {
        return words.isEmpty()
                ? "answered %s %d".formatted(field, code)
                : "answered %s %d (%s)".formatted(field, code, words);
    }
}
