package dev.signalbox.console.delivery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.usage.MonthlyUsage;
import dev.signalbox.web.call.CallParameters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A redrive that sends nothing: how many notifications it would send to which target, how many
/// dead letters it would skip and why, and what it would cost. The cost is the most that it can be:
/// digests merge some, and a delivery that was counted this week is not counted again.
///
/// @param notifications by target
/// @param skipped how many would be skipped, by the reason
/// @param missing ids of which there is no dead letter
/// @param more whether there may be more than the limit, or than could be searched in time
record RedrivePlan(
        Map<TargetKey, Long> notifications,
        Map<String, Long> skipped,
        List<String> missing,
        boolean more) {
    /// How many reasons are shown one by one; every disabled target has one of its own.
    private static final int MOST_REASONS = 100;

    /// Copies them.
    RedrivePlan {
        notifications = Map.copyOf(notifications);
        skipped = Map.copyOf(skipped);
        missing = List.copyOf(missing);
    }

    /// Counts what was found.
    static RedrivePlan of(DeadLetterReader.Found found, Map<String, Long> skipped) {
        return new RedrivePlan(
                found.deadLetters().stream()
                        .collect(
                                Collectors.groupingBy(
                                        DeadLetterLocation::target, Collectors.counting())),
                skipped,
                found.missing(),
                found.more());
    }

    private static long all(Map<?, Long> counts) {
        return counts.values().stream().mapToLong(count -> count).sum();
    }

    /// The plan as people read it.
    ///
    /// @param month the account's usage this month
    ObjectNode view(Rulebook rules, MonthlyUsage month) {
        long all = all(notifications);
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put(CallParameters.DRY_RUN, true);
        json.put("notifications", all);
        json.put("more", more);
        json.put("costUsd", month.addedUsd(all).toPlainString());
        var targets = json.putArray("byTarget");
        for (TargetKey key : sorted(notifications.keySet())) {
            ObjectNode target = targets.addObject();
            target.put("bus", key.bus()).put("rule", key.rule()).put("target", key.target());
            Target stored = target(rules, key);
            if (stored != null) {
                target.put("channel", stored.channel().label());
            }
            target.put("notifications", notifications.get(key));
        }
        if (!missing.isEmpty()) {
            var array = json.putArray("notFound");
            missing.forEach(array::add);
        }
        if (!skipped.isEmpty()) {
            json.put("skippedInAll", all(skipped));
            var array = json.putArray("skippedBy");
            skipped.entrySet().stream()
                    .sorted(
                            Map.Entry.<String, Long>comparingByValue()
                                    .reversed()
                                    .thenComparing(Map.Entry.comparingByKey()))
                    .limit(MOST_REASONS)
                    .forEach(one ->
                            array.addObject()
                                    .put("reason", one.getKey())
                                    .put("count", one.getValue()));
        }
        return json;
    }

    private static List<TargetKey> sorted(Set<TargetKey> keys) {
        var sorted = new ArrayList<>(keys);
        sorted.sort(Comparator.comparing(TargetKey::toString));
        return sorted;
    }

    private static @Nullable Target target(Rulebook rules, TargetKey key) {
        Rule rule = rules.rule(key.ruleKey());
        return rule == null ? null : rule.target(key.target());
    }
}
