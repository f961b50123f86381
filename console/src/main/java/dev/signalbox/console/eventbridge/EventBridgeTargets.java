package dev.signalbox.console.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.eventbridge.EventBridgeOperations.Operation;
import dev.signalbox.console.eventbridge.call.EventBridgeCall;
import dev.signalbox.console.eventbridge.call.EventBridgeErrors;
import dev.signalbox.console.eventbridge.target.TargetEntry;
import dev.signalbox.console.eventbridge.target.TargetEntryView;
import dev.signalbox.console.rule.RuleDraft;
import dev.signalbox.console.rule.RuleEditor;
import dev.signalbox.console.rule.RuleEditor.EditedRule;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.call.CallParameters;
import dev.signalbox.web.call.Precondition;
import dev.signalbox.web.input.InputObject;
import dev.signalbox.web.target.TargetTranslator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// EventBridge's operations on the targets of a rule.
///
/// A target with a mistake in it fails the whole call, and nothing is changed. A target that exists
/// already, or does not exist, fails alone, and the answer names it.
final class EventBridgeTargets {
    private final RuleEditor rules;
    private final TargetTranslator translator;

    /// The operation that writes targets, which says whether they must be new or exist.
    private enum WriteMode {
        CREATE,
        UPDATE,
        PUT;

        @Nullable ApiException refusal(RuleKey rule, String id, boolean there) {
            return switch (this) {
                case CREATE -> there ? EventBridgeErrors.targetExists(rule, id) : null;
                case UPDATE -> there ? null : EventBridgeErrors.noTarget(rule, id);
                case PUT -> null;
            };
        }
    }

    /// A target that was not changed, and why.
    private record FailedTarget(String id, ApiException reason) {}

    EventBridgeTargets(RuleEditor rules, TargetTranslator translator) {
        this.rules = rules;
        this.translator = translator;
    }

    /// The operations by their names.
    Map<String, Operation> operations() {
        return Map.of(
                "createTargets", call -> write(call, WriteMode.CREATE),
                "updateTargets", call -> write(call, WriteMode.UPDATE),
                "putTargets", call -> write(call, WriteMode.PUT),
                "deleteTargets", this::delete,
                "listTargets", this::list);
    }

    private ObjectNode write(EventBridgeCall call, WriteMode mode) {
        RuleKey key = call.rule();
        List<TargetEntry> entries = TargetEntry.all(call);
        return answer(
                rules.update(key, Precondition.NONE, current -> edited(current, entries, mode))
                        .answer());
    }

    private EditedRule<List<FailedTarget>> edited(
            Rule current, List<TargetEntry> entries, WriteMode mode) {
        var targets = new ArrayList<>(current.targets());
        var failed = new ArrayList<FailedTarget>();
        for (TargetEntry entry : entries) {
            Target before = current.target(entry.id());
            ApiException refusal = mode.refusal(current.key(), entry.id(), before != null);
            if (refusal != null) {
                failed.add(new FailedTarget(entry.id(), refusal));
                continue;
            }
            Target after = entry.target(current.key(), before, translator);
            if (before == null) {
                targets.add(after);
            } else {
                targets.set(targets.indexOf(before), after);
            }
        }
        return new EditedRule<>(RuleDraft.of(current).withTargets(targets), failed);
    }

    private ObjectNode delete(EventBridgeCall call) {
        RuleKey key = call.rule();
        List<String> ids = ids(call);
        return answer(
                rules.update(key, Precondition.NONE, current -> without(current, ids)).answer());
    }

    private static List<String> ids(EventBridgeCall call) {
        JsonNode json = call.json("TargetIds");
        if (json == null || !json.isArray()) {
            throw CallParameters.invalid("TargetIds", "must be an array of the ids of targets");
        }
        var ids = new ArrayList<String>();
        for (JsonNode id : json) {
            if (!id.isTextual() || !InputObject.isWellFormed(id.textValue())) {
                throw CallParameters.invalid("TargetIds", "must be an array of the ids of targets");
            }
            ids.add(id.textValue());
        }
        return ids;
    }

    private static EditedRule<List<FailedTarget>> without(Rule current, List<String> ids) {
        var targets = new ArrayList<>(current.targets());
        var failed = new ArrayList<FailedTarget>();
        for (String id : ids) {
            if (!targets.removeIf(target -> target.id().equals(id))) {
                failed.add(new FailedTarget(id, EventBridgeErrors.noTarget(current.key(), id)));
            }
        }
        return new EditedRule<>(RuleDraft.of(current).withTargets(targets), failed);
    }

    private static ObjectNode answer(List<FailedTarget> failed) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        answer.put("ErrorEntriesCount", failed.size());
        ArrayNode entries = answer.putArray("ErrorEntries");
        for (FailedTarget one : failed) {
            entries.addObject()
                    .put("ErrorCode", one.reason().code())
                    .put("ErrorMessage", one.reason().message())
                    .put("EntryId", one.id());
        }
        return answer;
    }

    private ObjectNode list(EventBridgeCall call) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        answer.set("Targets", views(call, rules.existing(call.rule()), translator, call.limit()));
        return answer;
    }

    /// Returns the first targets of a rule as EventBridge's clients read them.
    static ArrayNode views(
            EventBridgeCall call, Rule rule, TargetTranslator translator, int limit) {
        ArrayNode views = Json.MAPPER.createArrayNode();
        rule.targets().stream()
                .limit(limit)
                .map(target -> TargetEntryView.of(call, rule.key(), target, translator))
                .forEach(views::add);
        return views;
    }
}
