package dev.signalbox.console.eventbridge.call;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.rule.BusEditor;
import dev.signalbox.contract.account.Names;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.json.JsonFault;
import dev.signalbox.contract.pattern.InvalidPattern;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.call.CallParameters;
import dev.signalbox.web.input.InputObject;
import dev.signalbox.web.input.InputProblems;
import dev.signalbox.web.input.PatternInput;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The account, region and members of a call of an EventBridge operation, in either protocol.
/// Unknown members are ignored, as EventBridge does; a member that is null counts as absent.
public final class EventBridgeCall {
    private static final int MOST_TAGS = 20;
    private static final int LONGEST_TAG = 256;

    /// The end of the year 9999: later times are refused.
    private static final long LAST_MILLIS = 253_402_300_799_999L;

    private final String account;
    private final String region;
    private final ObjectNode body;

    /// @param region the region in ARNs
    public EventBridgeCall(String account, String region, ObjectNode body) {
        this.account = account;
        this.region = region;
        this.body = body;
        withoutNulls(body);
    }

    private static void withoutNulls(JsonNode json) {
        if (json instanceof ObjectNode object) {
            for (Iterator<JsonNode> values = object.elements(); values.hasNext(); ) {
                if (values.next().isNull()) {
                    values.remove();
                }
            }
        }
        json.forEach(EventBridgeCall::withoutNulls);
    }

    /// The account that the call acts for.
    public String account() {
        return account;
    }

    /// The region in ARNs.
    public String region() {
        return region;
    }

    /// Returns a member, or null.
    @Nullable JsonNode value(String name) {
        return body.get(name);
    }

    /// Returns a text, or null.
    ///
    /// @throws ApiException 400 when the member is not a text
    public @Nullable String text(String name) {
        var input = new InputObject(body, "", new InputProblems());
        String text = input.text(name);
        input.problems().throwIfAny();
        return text;
    }

    /// Returns a text that is required.
    ///
    /// @throws ApiException 400 when the member is absent or not a text
    public String required(String name) {
        String text = text(name);
        if (text == null || text.isEmpty()) {
            throw CallParameters.invalid(name, "is missing");
        }
        return text;
    }

    /// Returns the description; null where it is absent.
    public @Nullable String description() {
        if (!body.has("Description")) {
            return null;
        }
        var input = new InputObject(body, "", new InputProblems());
        String text = input.text("Description", "", BusEditor.LONGEST_DESCRIPTION);
        input.problems().throwIfAny();
        return text;
    }

    /// Returns the bus that `EventBusName` names.
    public BusKey bus() {
        String name = required("EventBusName");
        if (!Names.isBus(name)) {
            throw EventBridgeErrors.busName(name);
        }
        return new BusKey(account, name);
    }

    /// Returns the rule that `EventBusName` and `RuleName` name.
    public RuleKey rule() {
        BusKey bus = bus();
        String name = required("RuleName");
        if (!Names.isRule(name)) {
            throw EventBridgeErrors.ruleName(name);
        }
        return new RuleKey(account, bus.bus(), name);
    }

    /// Returns JSON that came as a text, as EventBridge's clients send it, or as itself; null where
    /// it is absent.
    ///
    /// @throws ApiException 400 when the text is not JSON
    public @Nullable JsonNode json(String name) {
        JsonNode value = body.get(name);
        if (value == null || !value.isTextual()) {
            return value;
        }
        try {
            JsonNode json = Json.MAPPER.readTree(value.textValue());
            return json.isMissingNode() ? null : json;
        } catch (JsonProcessingException e) {
            throw CallParameters.invalid(name, "is not JSON: " + JsonFault.of(e));
        }
    }

    /// Returns the pattern in a member; null where it is absent.
    ///
    /// @throws ApiException 400 saying what is wrong with it, and where
    public @Nullable Pattern pattern(String name) {
        JsonNode json = json(name);
        if (json == null) {
            return null;
        }
        try {
            return PatternInput.parse(json);
        } catch (InvalidPattern e) {
            throw EventBridgeErrors.pattern(e.path().replaceFirst("^pattern", name), e.reason());
        }
    }

    /// Returns the tags; null where they are absent.
    ///
    /// @throws ApiException 400 when they are not texts by name
    public @Nullable Map<String, String> tags() {
        JsonNode json = json("Tags");
        if (json == null) {
            return null;
        }
        if (!json.isObject()) {
            throw CallParameters.invalid("Tags", "must be an object of names and texts");
        }
        if (json.size() > MOST_TAGS) {
            throw CallParameters.invalid("Tags", "there are more than %d".formatted(MOST_TAGS));
        }
        var tags = new HashMap<String, String>();
        for (var tag : json.properties()) {
            String value = tag.getValue().asText();
            if (tag.getValue().isContainerNode()
                    || tag.getKey().length() > LONGEST_TAG
                    || value.length() > LONGEST_TAG
                    || !InputObject.isWellFormed(tag.getKey() + value)) {
                throw CallParameters.invalid(
                        "Tags", "must be texts of at most %d characters".formatted(LONGEST_TAG));
            }
            tags.put(tag.getKey(), value);
        }
        return tags;
    }

    /// Returns how many items a page may have.
    ///
    /// @throws ApiException 409 when the number is not allowed
    public int limit() {
        JsonNode limit = body.get("Limit");
        if (limit == null) {
            return ListPage.LARGEST;
        }
        if (!limit.isInt() || limit.intValue() < 1 || limit.intValue() > ListPage.LARGEST) {
            throw EventBridgeErrors.limit(ListPage.LARGEST);
        }
        return limit.intValue();
    }

    /// Returns a time that is required.
    ///
    /// @throws ApiException 400 when the member is absent or not a time in milliseconds
    public Instant time(String name) {
        JsonNode time = body.get(name);
        if (time == null) {
            throw CallParameters.invalid(name, "is missing");
        }
        if (!time.isIntegralNumber()
                || !time.canConvertToLong()
                || time.longValue() < 0
                || time.longValue() > LAST_MILLIS) {
            throw CallParameters.invalid(name, "must be a time in milliseconds since 1970");
        }
        return Instant.ofEpochMilli(time.longValue());
    }

    /// Returns different texts, which are required.
    ///
    /// @param most how many there may be
    /// @throws ApiException 400 when the member is not a list of texts, or has none or too many
    public Set<String> texts(String name, int most) {
        JsonNode list = body.get(name);
        if (list == null) {
            throw CallParameters.invalid(name, "is missing");
        }
        var texts = new LinkedHashSet<String>();
        for (JsonNode item : list) {
            if (!item.isTextual() || item.textValue().isEmpty()) {
                throw CallParameters.invalid(name, "must be a list of texts");
            }
            texts.add(item.textValue());
        }
        if (!list.isArray() || texts.isEmpty() || texts.size() > most) {
            throw CallParameters.invalid(name, "must be a list of 1 to %d texts".formatted(most));
        }
        return texts;
    }

    /// Returns the ARN of a bus.
    public String arn(BusKey bus) {
        return "acs:eventbridge:%s:%s:eventbus/%s".formatted(region, account, bus.bus());
    }

    /// Returns the ARN of a rule.
    public String arn(RuleKey rule) {
        return arn(rule.busKey()) + "/rule/" + rule.rule();
    }
}
