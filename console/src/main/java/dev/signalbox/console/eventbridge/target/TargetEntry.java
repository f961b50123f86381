package dev.signalbox.console.eventbridge.target;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.console.eventbridge.call.EventBridgeCall;
import dev.signalbox.console.eventbridge.call.EventBridgeErrors;
import dev.signalbox.contract.rule.DeliveryOptions;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.call.CallParameters;
import dev.signalbox.web.input.InputProblems;
import dev.signalbox.web.target.TargetInput;
import dev.signalbox.web.target.TargetTranslator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// A target as EventBridge's clients write it: the JSON that people would write for it, and what is
/// kept only to be given back.
public final class TargetEntry {
    private static final String TARGETS = "Targets";

    private final String path;
    private final TargetEntryType type;
    private final TargetInput input;
    private final Map<String, String> kept;

    /// @param path where it is in the request, such as `Targets[0].`
    TargetEntry(String path, TargetEntryType type, TargetInput input, Map<String, String> kept) {
        this.path = path;
        this.type = type;
        this.input = input;
        this.kept = Map.copyOf(kept);
    }

    /// Reads the targets of a call.
    ///
    /// @throws ApiException 400 when there are none to read, 409 when one of them has a mistake in
    ///   it
    public static List<TargetEntry> all(EventBridgeCall call) {
        JsonNode json = call.json(TARGETS);
        if (json == null) {
            throw CallParameters.invalid(TARGETS, "is missing");
        }
        if (!json.isArray()) {
            throw CallParameters.invalid(TARGETS, "must be an array");
        }
        var entries = new ArrayList<TargetEntry>();
        var ids = new HashSet<String>();
        for (int i = 0; i < json.size(); i++) {
            TargetEntry entry =
                    new TargetEntryReader(call, json.get(i), "%s[%d]".formatted(TARGETS, i)).read();
            if (!ids.add(entry.id())) {
                throw CallParameters.invalid(
                        entry.path + "Id", "'%s' is another target's id".formatted(entry.id()));
            }
            entries.add(entry);
        }
        return entries;
    }

    /// The id within the rule.
    public String id() {
        return input.id();
    }

    /// Returns the target that this entry makes of the stored one. Settings that EventBridge does
    /// not have stay as they are.
    ///
    /// @param before the stored target; null for none
    /// @throws ApiException 409 when a mask means no stored secret
    public Target target(RuleKey rule, @Nullable Target before, TargetTranslator translator) {
        DeliveryOptions known =
                before != null && before.channel() == input.channel()
                        ? before.options()
                        : DeliveryOptions.DEFAULT;
        DeliveryOptions given = input.options();
        var problems = new InputProblems();
        Target target =
                translator.merge(
                        rule,
                        before,
                        input,
                        new DeliveryOptions(
                                given.transform(),
                                given.retry(),
                                known.deadLetter(),
                                given.concurrency(),
                                known.ratePerMinute(),
                                kept),
                        problems);
        refuse(type, path, problems);
        if (target == null) {
            throw new IllegalStateException("no target, and nothing wrong with it");
        }
        return target;
    }

    /// Throws when there are problems.
    ///
    /// @throws ApiException 409 naming the parameters with a mistake in them
    static void refuse(TargetEntryType type, String where, InputProblems problems) {
        if (problems.all().isEmpty()) {
            return;
        }
        var reasons = new StringJoiner("; ");
        String first = name(type, where, problems.all().getFirst().path());
        for (InputProblems.Problem problem : problems.all()) {
            String name = name(type, where, problem.path());
            reasons.add(name.equals(first) ? problem.reason() : name + ": " + problem.reason());
        }
        throw EventBridgeErrors.ineffective(first, reasons.toString());
    }

    private static String name(TargetEntryType type, String where, String path) {
        String own = path.substring(where.length());
        int end = 0;
        while (end < own.length() && Character.isLetter(own.charAt(end))) {
            end++;
        }
        return where + type.nameOf(own.substring(0, end));
    }
}
