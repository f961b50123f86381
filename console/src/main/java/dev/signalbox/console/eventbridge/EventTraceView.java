package dev.signalbox.console.eventbridge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.eventbridge.call.EventBridgeCall;
import dev.signalbox.console.eventbridge.target.TargetEntryView;
import dev.signalbox.console.history.HistoryReader;
import dev.signalbox.console.history.PastEvent;
import dev.signalbox.console.rule.RuleEditor;
import dev.signalbox.console.trace.EventTrace;
import dev.signalbox.console.trace.EventTraces;
import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.target.TargetTranslator;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The path of an event in EventBridge's words: `PutEvent` when it was accepted, `FilterEvent` when
/// a rule matched it, `PushEvent` for each attempt to deliver it. Source of the names:
/// help.aliyun.com/document_detail/451221.html.
///
/// The time at which a rule matched is not recorded: `FilterEvent` has the time at which the rule's
/// first attempt began, which is the latest it can have been. Endpoints are those that the targets
/// have now, with their tokens masked; a deleted target has none.
final class EventTraceView {
    private final RuleEditor rules;
    private final TargetTranslator translator;
    private final EventTraces traces;

    EventTraceView(RuleEditor rules, TargetTranslator translator, EventTraces traces) {
        this.rules = rules;
        this.translator = translator;
        this.traces = traces;
    }

    /// Adds all known steps, the oldest first.
    void addTo(ArrayNode list, EventBridgeCall call, EventKey key, EventTrace trace) {
        for (PastEvent event : trace.records()) {
            long accepted = event.accepted().toEpochMilli();
            ObjectNode json = entry(list, key, "PutEvent", accepted);
            json.put("EventSource", event.source());
            json.put("ReceivedTime", accepted);
        }
        var matched = new HashSet<String>();
        for (Outcome outcome : inTime(trace.outcomes())) {
            String rule = outcome.target().rule();
            PastEvent event = traces.eventOf(trace, outcome);
            String source = event == null ? null : event.source();
            long began = outcome.atMillis() - outcome.tookMillis();
            if (matched.add(rule + "/" + source)) {
                ObjectNode json = entry(list, key, "FilterEvent", began);
                json.put("EventSource", source);
                json.put("RuleName", rule);
                json.put("RuleMatchingTime", began);
            }
            ObjectNode json = entry(list, key, "PushEvent", outcome.atMillis());
            json.put("EventSource", source);
            json.put("RuleName", rule);
            json.put("NotifyTime", outcome.atMillis());
            json.put("NotifyLatency", outcome.tookMillis());
            json.put("NotifyStatus", status(outcome));
            json.put("TargetId", outcome.target().target());
            String endpoint = endpoint(call, outcome.target());
            if (endpoint != null) {
                json.put("Endpoint", endpoint);
            }
        }
        addEnd(list, key, trace);
    }

    private static List<Outcome> inTime(List<Outcome> outcomes) {
        return outcomes.stream().sorted(Comparator.comparingLong(Outcome::atMillis)).toList();
    }

    private static ObjectNode entry(ArrayNode list, EventKey key, String action, long time) {
        ObjectNode json = list.addObject();
        json.put("ResourceOwnerId", key.account());
        json.put("Action", action);
        json.put("ActionTime", Long.toString(time));
        json.put("EventId", key.id());
        json.put("EventBusName", key.bus());
        return json;
    }

    /// Returns a status such as `[200]Ok`.
    private static String status(Outcome outcome) {
        String answered = outcome.httpStatus() == 0 ? "" : "[" + outcome.httpStatus() + "]";
        return answered
                + switch (outcome) {
                    case Outcome.Delivered _ -> "Ok";
                    case Outcome.Retrying retrying -> "Retrying: " + retrying.reason();
                    case Outcome.Dead dead -> "Dead: " + dead.reason();
                };
    }

    private @Nullable String endpoint(EventBridgeCall call, TargetKey key) {
        Target target = target(key);
        return target == null
                ? null
                : TargetEntryView.of(call, key.ruleKey(), target, translator)
                        .path("Endpoint")
                        .asText();
    }

    private @Nullable Target target(TargetKey key) {
        try {
            return rules.existing(key.ruleKey()).target(key.target());
        } catch (ApiException e) {
            return null; // the rule is gone, or cannot be read
        }
    }

    /// Adds where the search ended, when its time was too short or there were too many attempts.
    private static void addEnd(ArrayNode list, EventKey key, EventTrace trace) {
        Instant to = trace.outcomesTo();
        if (to == null || !(trace.late() || trace.full())) {
            return;
        }
        ObjectNode json = entry(list, key, "SearchEnded", to.toEpochMilli());
        json.put(
                "NotifyStatus",
                "the attempts after %s were not searched: %s"
                        .formatted(
                                to,
                                trace.full()
                                        ? "%d are the most that are listed"
                                                .formatted(EventTraces.MOST_ATTEMPTS)
                                        : "%d seconds were too short for that"
                                                .formatted(HistoryReader.TIME.toSeconds())));
    }
}
