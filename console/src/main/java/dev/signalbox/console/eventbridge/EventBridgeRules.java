package dev.signalbox.console.eventbridge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.eventbridge.EventBridgeOperations.Operation;
import dev.signalbox.console.eventbridge.call.EventBridgeCall;
import dev.signalbox.console.eventbridge.call.EventBridgeErrors;
import dev.signalbox.console.eventbridge.call.ListPage;
import dev.signalbox.console.eventbridge.target.TargetEntry;
import dev.signalbox.console.rule.RuleDraft;
import dev.signalbox.console.rule.RuleEditor;
import dev.signalbox.console.rule.RuleEditor.EditedRule;
import dev.signalbox.contract.account.Names;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.json.JsonFault;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.pattern.PatternVerdict;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.web.call.CallParameters;
import dev.signalbox.web.call.Precondition;
import dev.signalbox.web.target.TargetTranslator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// EventBridge's operations on rules and patterns.
final class EventBridgeRules {
    private static final String ENABLE = "ENABLE";
    private static final String DISABLE = "DISABLE";

    private final RuleEditor rules;
    private final TargetTranslator translator;

    EventBridgeRules(RuleEditor rules, TargetTranslator translator) {
        this.rules = rules;
        this.translator = translator;
    }

    /// The operations by their names.
    Map<String, Operation> operations() {
        return Map.of(
                "createRule", this::create,
                "getRule", call -> view(call, rules.existing(call.rule())),
                "updateRule", this::update,
                "enableRule", call -> enable(call, true),
                "disableRule", call -> enable(call, false),
                "deleteRule", this::delete,
                "listRules", this::list,
                "testEventPattern", EventBridgeRules::test);
    }

    private ObjectNode create(EventBridgeCall call) {
        RuleKey key = call.rule();
        if (key.rule().startsWith(Names.RESERVED)) {
            throw EventBridgeErrors.ruleName(key.rule());
        }
        String description = call.description();
        Boolean enabled = status(call);
        Pattern pattern = call.pattern("FilterPattern");
        Map<String, String> tags = call.tags();
        if (pattern == null) {
            throw CallParameters.invalid("FilterPattern", "is missing; {} matches every event");
        }
        List<TargetEntry> entries = TargetEntry.all(call);
        rules.write(
                key,
                Precondition.NONE,
                current -> {
                    if (current != null) {
                        throw EventBridgeErrors.ruleExists(key);
                    }
                    List<Target> targets =
                            entries.stream()
                                    .map(entry -> entry.target(key, null, translator))
                                    .toList();
                    return new EditedRule<>(
                            new RuleDraft(
                                    description == null ? "" : description,
                                    enabled == null || enabled,
                                    pattern,
                                    targets,
                                    tags == null ? Map.of() : tags),
                            key);
                });
        return Json.MAPPER.createObjectNode().put("RuleARN", call.arn(key));
    }

    private ObjectNode update(EventBridgeCall call) {
        RuleKey key = call.rule();
        String description = call.description();
        Boolean enabled = status(call);
        Pattern pattern = call.pattern("FilterPattern");
        Map<String, String> tags = call.tags();
        rules.update(
                key,
                Precondition.NONE,
                current ->
                        new EditedRule<>(
                                new RuleDraft(
                                        description == null ? current.description() : description,
                                        enabled == null ? current.enabled() : enabled,
                                        pattern == null ? current.pattern() : pattern,
                                        current.targets(),
                                        tags == null ? current.tags() : tags),
                                key));
        return Json.MAPPER.createObjectNode();
    }

    private static @Nullable Boolean status(EventBridgeCall call) {
        String status = call.text("Status");
        if (status == null || status.isEmpty()) {
            return null;
        }
        return switch (status.toUpperCase(Locale.ROOT)) {
            case ENABLE -> true;
            case DISABLE -> false;
            default -> throw CallParameters.invalid("Status", "must be ENABLE or DISABLE");
        };
    }

    private ObjectNode enable(EventBridgeCall call, boolean enabled) {
        rules.enable(call.rule(), Precondition.NONE, enabled);
        return Json.MAPPER.createObjectNode();
    }

    private ObjectNode delete(EventBridgeCall call) {
        rules.delete(call.rule(), Precondition.NONE);
        return Json.MAPPER.createObjectNode();
    }

    private ObjectNode list(EventBridgeCall call) {
        ListPage<Rule> page =
                ListPage.of(
                        call, rules.all(call.bus()), rule -> rule.key().rule(), "RuleNamePrefix");
        ObjectNode answer = Json.MAPPER.createObjectNode();
        var array = answer.putArray("Rules");
        page.items().forEach(rule -> array.add(view(call, rule)));
        page.describe(answer);
        return answer;
    }

    private ObjectNode view(EventBridgeCall call, Rule rule) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("EventBusName", rule.key().bus());
        json.put("RuleARN", call.arn(rule.key()));
        json.put("RuleName", rule.key().rule());
        json.put("Description", rule.description());
        json.put("Status", rule.enabled() ? ENABLE : DISABLE);
        json.put("FilterPattern", rule.pattern().json().toString());
        json.set(
                "Targets", EventBridgeTargets.views(call, rule, translator, rule.targets().size()));
        json.put("Ctime", rule.created().toEpochMilli());
        json.put("Mtime", rule.updated().toEpochMilli());
        ObjectNode tags = json.putObject("Tags");
        new TreeMap<>(rule.tags()).forEach(tags::put);
        return json;
    }

    private static ObjectNode test(EventBridgeCall call) {
        Pattern pattern = call.pattern("EventPattern");
        JsonNode event = call.json("Event");
        if (pattern == null) {
            throw CallParameters.invalid("EventPattern", "is missing");
        }
        if (event == null || !event.isObject()) {
            throw CallParameters.invalid("Event", "must be an event, a JSON object");
        }
        try {
            PatternVerdict verdict =
                    PatternVerdict.of(pattern, Json.MAPPER.writeValueAsBytes(event));
            return Json.MAPPER.createObjectNode().put("Result", verdict.matches());
        } catch (JsonProcessingException e) {
            throw CallParameters.invalid("Event", JsonFault.of(e).toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
