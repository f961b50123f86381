package dev.signalbox.standalone.rulefile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.signalbox.console.rule.RuleCheck;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.rule.Channel;
import dev.signalbox.contract.rule.DeliveryOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The difference between a rule in a file and the rule that is there, field by field. Secrets are
/// masked on both sides, so two that differ look alike: such fields are listed as hidden.
///
/// @param changes what can be seen to differ
/// @param hidden fields with a secret that may differ
/// @param lost fields that ask to keep a secret that is not there
record RuleDiff(List<Change> changes, List<String> hidden, List<String> lost) {
    private static final Map<String, JsonNode> DEFAULTS =
            Map.of(
                    "description",
                    TextNode.valueOf(""),
                    "enabled",
                    BooleanNode.TRUE,
                    "deadLetter",
                    BooleanNode.TRUE,
                    "concurrency",
                    IntNode.valueOf(DeliveryOptions.DEFAULT_CONCURRENCY),
                    "html",
                    BooleanNode.FALSE);

    /// A field that differs; null where a side does not have it.
    record Change(String field, @Nullable JsonNode before, @Nullable JsonNode after) {}

    RuleDiff {
        changes = List.copyOf(changes);
        hidden = List.copyOf(hidden);
        lost = List.copyOf(lost);
    }

    /// Whether nothing differs for certain.
    boolean isEmpty() {
        return changes.isEmpty() && hidden.isEmpty() && lost.isEmpty();
    }

    /// Compares.
    ///
    /// @param current as it was read, masked; null for none
    /// @param wanted as it is written; null for none
    static RuleDiff between(@Nullable ObjectNode current, @Nullable ObjectNode wanted) {
        var hidden = new ArrayList<String>();
        var lost = new ArrayList<String>();
        Map<String, JsonNode> before = current == null ? Map.of() : fields(current);
        Map<String, JsonNode> after = wanted == null ? Map.of() : fields(masked(wanted));
        if (wanted != null) {
            secrets(wanted, before, after, hidden, lost);
        }
        var changes = new ArrayList<Change>();
        var all = new LinkedHashSet<>(before.keySet());
        all.addAll(after.keySet());
        for (String field : all) {
            JsonNode old = before.get(field);
            JsonNode now = after.get(field);
            JsonNode absent = absent(field, wanted == null ? before : after);
            boolean optional = absent != null && !field.startsWith("pattern");
            boolean both = current != null && wanted != null;
            JsonNode left = old == null && optional ? absent : old;
            JsonNode right = now == null && optional ? absent : now;
            if (left == null || !left.equals(right)) {
                changes.add(both ? new Change(field, left, right) : new Change(field, old, now));
            }
        }
        if (current != null && wanted != null) {
            ArrayNode left = order(current, wanted);
            ArrayNode right = order(wanted, current);
            if (!left.equals(right)) {
                changes.add(new Change("order of targets", left, right));
            }
        }
        return new RuleDiff(changes, hidden, lost);
    }

    /// What a field means that is not there; null where it means nothing.
    private static @Nullable JsonNode absent(String field, Map<String, JsonNode> rule) {
        int dot = field.lastIndexOf('.');
        if (dot < 0 || !field.endsWith(".retry")) {
            return DEFAULTS.get(field.substring(dot + 1));
        }
        JsonNode type = rule.get(field.substring(0, dot) + ".type");
        Channel channel = type == null ? null : Channel.labelled(type.asText());
        return channel == null ? null : TextNode.valueOf(channel.usualRetry().name());
    }

    /// The ids of the targets that the other rule has too, in this rule's order.
    private static ArrayNode order(ObjectNode rule, ObjectNode other) {
        List<JsonNode> known = other.path("targets").findValues("id");
        ArrayNode order = Json.MAPPER.createArrayNode();
        for (JsonNode target : rule.path("targets")) {
            if (known.contains(target.path("id"))) {
                order.add(target.path("id"));
            }
        }
        return order;
    }

    /// Every field by its path, down to what is no object.
    private static Map<String, JsonNode> fields(ObjectNode rule) {
        var fields = new LinkedHashMap<String, JsonNode>();
        for (String field : List.of("description", "enabled", "pattern")) {
            if (rule.has(field)) {
                flatten(field, rule.get(field), fields);
            }
        }
        for (JsonNode target : rule.path("targets")) {
            flatten(path(target), withoutId(target), fields);
        }
        return fields;
    }

    private static JsonNode withoutId(JsonNode target) {
        ObjectNode copy = target.deepCopy();
        copy.remove("id");
        JsonNode transform = copy.path("transform");
        if (transform.path("form").asText().equals("ORIGINAL")) {
            copy.remove("transform");
        }
        return copy;
    }

    private static String path(JsonNode target) {
        return "targets[" + target.path("id").asText() + "]";
    }

    private static void flatten(String path, JsonNode value, Map<String, JsonNode> into) {
        if (!value.isObject() || value.isEmpty()) {
            into.put(path, value);
            return;
        }
        for (var field : value.properties()) {
            String name = field.getKey();
            flatten(
                    path + "." + (name.contains(".") ? "\"" + name + "\"" : name),
                    field.getValue(),
                    into);
        }
    }

    private static ObjectNode masked(ObjectNode rule) {
        ObjectNode copy = rule.deepCopy();
        for (JsonNode one : copy.path("targets")) {
            ObjectNode target = (ObjectNode) one;
            if (target.has("url")) {
                target.put("url", RuleCheck.maskedUrl(target.get("url").asText()));
            }
            if (target.get("headers") instanceof ObjectNode headers) {
                headers.propertyStream()
                        .map(Map.Entry::getKey)
                        .toList()
                        .forEach(name -> headers.put(name, RuleCheck.MASK));
            }
            for (String secret : List.of("signingKey", "token")) {
                if (target.has(secret)) {
                    target.put(secret, RuleCheck.MASK);
                }
            }
        }
        return copy;
    }

    private static void secrets(
            ObjectNode wanted,
            Map<String, JsonNode> before,
            Map<String, JsonNode> after,
            List<String> hidden,
            List<String> lost) {
        for (JsonNode target : wanted.path("targets")) {
            var secrets = new LinkedHashMap<String, JsonNode>();
            for (String name : List.of("url", "signingKey", "token", "headers")) {
                flatten(path(target) + "." + name, target.path(name), secrets);
            }
            for (var secret : secrets.entrySet()) {
                String field = secret.getKey();
                String written = secret.getValue().asText("");
                JsonNode shown = after.get(field);
                boolean alike = shown != null && shown.equals(before.get(field));
                if (written.contains(RuleCheck.MASK) && !alike) {
                    lost.add(field);
                } else if (shown != null
                        && alike
                        && !written.contains(RuleCheck.MASK)
                        && shown.asText().contains(RuleCheck.MASK)) {
                    hidden.add(field);
                }
            }
        }
    }
}
