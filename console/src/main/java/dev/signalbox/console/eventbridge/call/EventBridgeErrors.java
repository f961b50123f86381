package dev.signalbox.console.eventbridge.call;

import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.web.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// EventBridge's errors: its codes, its words where it has some, and status 409 for everything but
/// malformed requests. Source: apache/rocketmq-eventbridge, `EventBridgeErrorCode`.
public final class EventBridgeErrors {
    private static final int CONFLICT = 409;

    private EventBridgeErrors() {}

    /// Translates an error of the console's own API: what does not exist is a conflict here.
    public static ApiException of(ApiException e) {
        return e.status() == 404
                ? new ApiException(CONFLICT, e.code(), e.message(), e.retryAfter())
                : e;
    }

    /// There is a bus of that name already.
    public static ApiException busExists(String bus) {
        return conflict(
                "EventBusAlreadyExist", "The event bus [%s] already existed!".formatted(bus));
    }

    /// A bus cannot have that name.
    public static ApiException busName(String bus) {
        return conflict(
                "EventBusNameInvalid", "The event bus name [%s] is invalid!".formatted(bus));
    }

    /// There is a rule of that name already.
    public static ApiException ruleExists(RuleKey rule) {
        return conflict(
                "EventRuleAlreadyExist",
                "The event rule [%s] of event bus [%s] already existed!"
                        .formatted(rule.rule(), rule.bus()));
    }

    /// A rule cannot have that name.
    public static ApiException ruleName(String rule) {
        return conflict(
                "EventRuleNameInvalid", "The event rule name [%s] is invalid!".formatted(rule));
    }

    /// The rule has a target of that id already.
    public static ApiException targetExists(RuleKey rule, String id) {
        return conflict(
                "EventTargetAlreadyExist",
                ("The event target [%s] of event rule [%s] on eventbus [%s]" + " already existed!")
                        .formatted(id, rule.rule(), rule.bus()));
    }

    /// The rule has no target of that id.
    public static ApiException noTarget(RuleKey rule, String id) {
        return conflict(
                "EventTargetNotExist",
                ("The event target [%s] of event rule [%s] on eventbus [%s]" + " is not existed!")
                        .formatted(id, rule.rule(), rule.bus()));
    }

    /// There is no such type of targets.
    public static ApiException targetType(String type, Collection<String> known) {
        return conflict(
                "EventTargetClassNotExist",
                "The event target class [%s] not existed! Signalbox delivers to %s"
                        .formatted(type, String.join(", ", known)));
    }

    /// A target lacks an attribute.
    ///
    /// @param attribute such as `Targets[0].ParamList.URL`
    public static ApiException missingAttribute(String type, String attribute) {
        return conflict(
                "EventTargetMissingAttribute",
                "Missing the attribute [%s:%s]".formatted(type, attribute));
    }

    /// An attribute of a target cannot be as it is.
    ///
    /// @param attribute such as `Targets[0].ParamList.URL`
    public static ApiException ineffective(String attribute, String reason) {
        return conflict(
                "EventTargetIneffectiveAttribute",
                "The attribute [%s] is ineffective: %s".formatted(attribute, reason));
    }

    /// A target cannot have that attribute.
    public static ApiException unknownAttribute(String attribute, Collection<String> known) {
        return conflict(
                "EventTargetIneffectiveAttribute",
                "The attribute [%s] is ineffective, which effective attribute is [%s]."
                        .formatted(attribute, String.join(", ", known)));
    }

    /// The limit of a page is not allowed.
    static ApiException limit(int most) {
        return conflict(
                "LimitSizeInvalid",
                "The limit size of page is invalid, which must be from 1 to %d.".formatted(most));
    }

    /// The token of a page does not belong to this question.
    public static ApiException nextToken() {
        return conflict(
                "NextTokenInvalid",
                "The next token of page is invalid. It should be one that a page before gave.");
    }

    /// A pattern has a mistake in it.
    static ApiException pattern(String path, String reason) {
        return ApiException.badRequest(
                "InvalidEventPattern",
                "Event pattern is not valid, reason: %s: %s".formatted(path, reason));
    }

    /// The time was too short to search the whole history for an event.
    ///
    /// @param back the time back to which all was searched; null where that is not known
    public static ApiException tooFarBack(String id, @Nullable Instant back, Duration time) {
        return conflict(
                "EventHistoryTooLong",
                ("The event [%s] was not found within %d seconds, in which the history was searched"
                                + " %s; ask queryEventsByPeriod for the time before.")
                        .formatted(
                                id,
                                time.toSeconds(),
                                back == null ? "only in part" : "back to " + back));
    }

    private static ApiException conflict(String code, String message) {
        return new ApiException(CONFLICT, code, message);
    }
}
