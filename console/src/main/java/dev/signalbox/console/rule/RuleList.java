package dev.signalbox.console.rule;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.health.TargetEnabler;
import dev.signalbox.console.history.PageRequest;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.web.call.CallParameters;
import io.helidon.webserver.http.ServerRequest;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The list of a bus's rules that a caller asks for: which of them, how many, and in which form.
///
/// The short form has what a table of many rules shows: it opens no secret, and ten thousand rules
/// are some 150 kB when packed.
///
/// @param part a part of the name, in any letters; empty for any
/// @param enabled null for any
/// @param health the worst state of a rule's targets; null for any
/// @param after the last name of the page before; empty for the first page
/// @param limit how many rules the page may have
/// @param isShort whether in the short form
record RuleList(
        String part,
        @Nullable Boolean enabled,
        @Nullable String health,
        String after,
        int limit,
        boolean isShort) {
    private static final String PART = "q";
    private static final String FORM = "form";
    private static final String ENABLED = "enabled";
    private static final String HEALTH = "health";
    private static final int MOST = 10_000;

    /// The query parameters.
    private static final String[] PARAMETERS = {
        PART, ENABLED, HEALTH, FORM, PageRequest.LIMIT, PageRequest.NEXT
    };

    /// The parameters of a call for a list.
    static CallParameters call(ServerRequest request, Settings settings) {
        return new CallParameters(request, settings, PARAMETERS);
    }

    /// Reads the query.
    ///
    /// @throws dev.signalbox.web.ApiException 400 naming a parameter that cannot be used
    static RuleList of(CallParameters call) {
        String part = call.text(PART);
        String health = call.text(HEALTH);
        if (health != null && !TargetEnabler.STATES.contains(health)) {
            throw CallParameters.invalid(
                    HEALTH, "must be one of " + String.join(", ", TargetEnabler.STATES));
        }
        String form = call.text(FORM);
        if (form != null && !form.equals("short") && !form.equals("whole")) {
            throw CallParameters.invalid(FORM, "must be short or whole");
        }
        String after = call.asked(PageRequest.NEXT);
        return new RuleList(
                part == null ? "" : part.toLowerCase(Locale.ROOT),
                call.text(ENABLED) == null ? null : call.flag(ENABLED),
                health,
                after == null ? "" : after,
                call.number(PageRequest.LIMIT, Integer.MAX_VALUE, MOST),
                "short".equals(form));
    }

    /// The page.
    ///
    /// @param rules all of the bus, by name
    /// @param unreadable why rules cannot be read, by name
    ObjectNode page(
            Collection<Rule> rules,
            Map<String, String> unreadable,
            RuleTranslator translator,
            TargetEnabler targets) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        ArrayNode array = json.putArray("rules");
        int total = 0;
        String last = "";
        boolean more = false;
        for (Rule rule : rules) {
            String state = health == null && !isShort ? "" : worst(rule, targets);
            if (!wants(rule, state)) {
                continue;
            }
            total++;
            if (rule.key().rule().compareTo(after) <= 0) {
                continue;
            }
            if (array.size() == limit) {
                more = true;
                continue;
            }
            array.add(isShort ? shown(rule, state) : translator.plainView(rule));
            last = rule.key().rule();
        }
        json.put("total", total);
        if (more) {
            json.put("next", last);
        }
        if (enabled == null && health == null && after.isEmpty()) {
            addUnreadable(json, unreadable);
        }
        return json;
    }

    private void addUnreadable(ObjectNode json, Map<String, String> unreadable) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        unreadable.forEach((name, reason) -> {
            if (hasPart(name)) {
                array.addObject().put("name", name).put("reason", reason);
            }
        });
        if (!array.isEmpty()) {
            json.set("unreadable", array);
        }
    }

    private boolean wants(Rule rule, String state) {
        return (enabled == null || enabled == rule.enabled())
                && (health == null || health.equals(state))
                && hasPart(rule.key().rule());
    }

    private boolean hasPart(String name) {
        return part.isEmpty() || name.toLowerCase(Locale.ROOT).contains(part);
    }

    private static String worst(Rule rule, TargetEnabler targets) {
        int worst = 0;
        for (Target target : rule.targets()) {
            worst = Math.max(worst, TargetEnabler.STATES.indexOf(targets.state(rule, target.id())));
        }
        return TargetEnabler.STATES.get(worst);
    }

    private static ObjectNode shown(Rule rule, String state) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("name", rule.key().rule());
        json.put("enabled", rule.enabled());
        ArrayNode channels = json.putArray("channels");
        rule.targets().stream()
                .map(target -> target.channel().label())
                .distinct()
                .forEach(channels::add);
        json.put("places", rule.places());
        json.put("health", state);
        json.put("revision", rule.revision());
        json.put("updated", rule.updated().toString());
        return json;
    }
}
