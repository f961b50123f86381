package dev.signalbox.console.trace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.json.KeptJson;
import dev.signalbox.contract.pattern.PatternDistance;
import dev.signalbox.contract.rule.Rule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// The verdicts of a bus's rules, as they are now, about one event.
///
/// @param matching the rules whose pattern it matches, whether or not they are enabled
/// @param failing the others, the nearest first: those that fewer fields keep from matching
record RuleVerdicts(List<Rule> matching, List<Verdict> failing) {
    private static final Comparator<Verdict> NEAREST_FIRST =
            Comparator.<Verdict>comparingInt(one -> one.distance().failed())
                    .thenComparingInt(one -> -one.distance().fields())
                    .thenComparing(one -> !one.rule().enabled())
                    .thenComparing(one -> one.rule().key().rule());

    /// The verdict of a rule whose pattern an event does not match.
    record Verdict(Rule rule, PatternDistance distance) {}

    /// Judges an event by rules. An event that is not a JSON object was rejected by the router, and
    /// no rule matches it.
    static RuleVerdicts of(Collection<Rule> rules, byte[] event) {
        JsonNode json;
        try {
            json = KeptJson.read(event);
        } catch (IOException e) {
            return new RuleVerdicts(List.of(), List.of());
        }
        if (!json.isObject()) {
            return new RuleVerdicts(List.of(), List.of());
        }
        var matching = new ArrayList<Rule>();
        var failing = new ArrayList<Verdict>();
        for (Rule rule : rules) {
            PatternDistance distance = PatternDistance.of(rule.pattern(), json);
            if (distance.failed() == 0) {
                matching.add(rule);
            } else {
                failing.add(new Verdict(rule, distance));
            }
        }
        failing.sort(NEAREST_FIRST);
        return new RuleVerdicts(matching, failing);
    }
}
