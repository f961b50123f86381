package dev.signalbox.console.backtest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.pattern.PatternDistance;
import dev.signalbox.contract.pattern.Scalar;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.history.KeptEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Events that a rule did not choose for one condition only, some of them, with why. A rule with
/// one condition has none: it misses all others narrowly.
///
/// To find them, bodies have to be read whole, which costs far more than counting. So an event is
/// looked at only where its source and type do not rule it out, only for a few rules, and in each
/// part of the period only so many are: a near miss that happens seldom may not be found. Not for
/// several threads.
final class NearMisses {
    /// Of more rules no near misses are looked for.
    static final int MOST_RULES = 20;

    private static final int PARTS = 64;
    private static final int LOOKS_IN_A_PART = 400;

    private final List<Rule> rules;
    private final EvenSpread<ObjectNode> found;
    private final Set<String> known = new HashSet<>();
    private final long fromMillis;
    private final long partMillis;
    private long part = -1;
    private int looks;

    NearMisses(List<Rule> rules, BacktestRequest request) {
        this.rules =
                rules.size() > MOST_RULES
                        ? List.of()
                        : rules.stream()
                                .filter(rule -> rule.pattern().fields().size() > 1)
                                .toList();
        found = new EvenSpread<>(request.samples());
        fromMillis = request.from().toEpochMilli();
        partMillis = Math.max(1, Duration.between(request.from(), request.to()).toMillis() / PARTS);
    }

    /// Takes an event.
    ///
    /// @param choosing the rules that chose it
    void see(KeptEvent event, List<Rule> choosing) {
        if (rules.isEmpty() || !event.readable()) {
            return;
        }
        JsonNode body = null;
        for (Rule rule : rules) {
            if (choosing.contains(rule) || envelopeFailures(rule.pattern(), event) > 1) {
                continue;
            }
            body = body == null && mayLook(event) ? body(event) : body;
            if (body == null) {
                return;
            }
            see(event, body, rule);
        }
    }

    private void see(KeptEvent event, JsonNode body, Rule rule) {
        PatternDistance distance = PatternDistance.of(rule.pattern(), body);
        String id = rule.key().rule() + "/" + event.eventKey().id();
        if (distance.failed() == 1 && known.add(id)) {
            found.offer(() -> {
                ObjectNode json = EventSamples.view(event);
                json.put("rule", rule.key().rule());
                json.put("path", distance.verdict().path());
                json.put("why", distance.verdict().why());
                return json;
            });
        }
    }

    private static int envelopeFailures(Pattern pattern, KeptEvent event) {
        int failures = 0;
        for (Pattern.Field field : pattern.fields()) {
            if (field.isEnvelope()) {
                String text = field.path().equals(Pattern.TYPE) ? event.type() : event.source();
                failures += field.fits(List.of(Scalar.text(text))) ? 0 : 1;
            }
        }
        return failures;
    }

    private boolean mayLook(KeptEvent event) {
        long at = (event.acceptedMillis() - fromMillis) / partMillis;
        if (at > part) {
            part = at;
            looks = 0;
        }
        return looks++ < LOOKS_IN_A_PART;
    }

    private static @Nullable JsonNode body(KeptEvent event) {
        try {
            JsonNode body = Json.MAPPER.readTree(event.body());
            return body.isObject() ? body : null;
        } catch (IOException e) {
            return null; // not JSON: the router has rejected it
        }
    }

    /// How many were found, each event and rule once.
    int count() {
        return known.size();
    }

    /// Some of them, spread evenly.
    List<ObjectNode> all() {
        return found.all();
    }
}
