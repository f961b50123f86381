package dev.signalbox.notifier.message;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.rule.TargetKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One message for many deliveries: how many of which kind by which rule, the first and the last,
/// and the ids. Counts are of deliveries; an event that two rules sent counts twice.
///
/// Its texts are so short that all but the ids find room in 4,096 bytes, the least that a robot
/// takes.
final class Digest {
    private static final int KINDS = 8;
    private static final int RULES = 3;
    private static final int LONGEST_KIND = 80;
    private static final int LONGEST_RULE = 40;
    private static final int LONGEST_HEADLINE = 120;

    /// The events that are counted together.
    private record Kind(String words, String rule) {}

    private final Messages messages;
    private final List<Delivery> deliveries;
    private final boolean replay;
    private final boolean oneBus;
    private final Map<String, Integer> byWords = new LinkedHashMap<>();
    private final Map<String, Integer> byRule = new LinkedHashMap<>();
    private final Map<Kind, Integer> byKind = new LinkedHashMap<>();

    /// @param deliveries one at least, in any order
    Digest(Messages messages, List<Delivery> deliveries) {
        if (deliveries.isEmpty()) {
            throw new IllegalArgumentException("a digest tells one delivery at least");
        }
        this.messages = messages;
        this.deliveries =
                deliveries.stream().sorted(Comparator.comparing(Delivery::accepted)).toList();
        replay = deliveries.stream().noneMatch(delivery -> delivery.replay().isEmpty());
        oneBus = deliveries.stream().map(d -> d.target().bus()).distinct().count() == 1;
        for (Delivery delivery : this.deliveries) {
            String words = words(delivery);
            String rule = rule(delivery.target());
            byWords.merge(words, 1, Integer::sum);
            byRule.merge(rule, 1, Integer::sum);
            byKind.merge(new Kind(words, rule), 1, Integer::sum);
        }
    }

    private String words(Delivery delivery) {
        String mark = replay || delivery.replay().isEmpty() ? "" : "Replay: ";
        return PlainText.line(mark + messages.kind(delivery), LONGEST_KIND);
    }

    private String rule(TargetKey target) {
        return PlainText.line(
                oneBus ? target.rule() : target.bus() + "/" + target.rule(), LONGEST_RULE);
    }

    Message message() {
        return new Message(title(), counts(), origin(), null, ids());
    }

    /// Such as `37 events in 2 minutes, 20 times Job progress: failed`.
    private String title() {
        int all = deliveries.size();
        long events = deliveries.stream().map(Delivery::event).distinct().count();
        Map.Entry<String, Integer> most = byFrequency(byWords).getFirst();
        return (replay ? "Replay: " : "")
                + (events == all ? "" : counted(all, "message") + " of ")
                + counted(events, "event")
                + " "
                + span(
                        Duration.between(
                                deliveries.getFirst().accepted(), deliveries.getLast().accepted()))
                + (byWords.size() == 1 ? ": " : ", " + times(most.getValue()) + " ")
                + most.getKey();
    }

    private List<Fact> counts() {
        var counts = new ArrayList<Fact>();
        List<Map.Entry<Kind, Integer>> kinds = byFrequency(byKind);
        for (var kind : kinds.subList(0, Math.min(KINDS, kinds.size()))) {
            String rule = byRule.size() == 1 ? "" : ", by rule " + kind.getKey().rule();
            counts.add(new Fact(times(kind.getValue()), kind.getKey().words() + rule));
        }
        if (kinds.size() > KINDS) {
            int rest = 0;
            for (var kind : kinds.subList(KINDS, kinds.size())) {
                rest += kind.getValue();
            }
            counts.add(new Fact("and " + counted(kinds.size() - KINDS, "more kind"), times(rest)));
        }
        return counts;
    }

    private List<Fact> origin() {
        List<Map.Entry<String, Integer>> rules = byFrequency(byRule);
        String names =
                String.join(
                        ", ",
                        rules.stream()
                                .limit(RULES)
                                .map(rule ->
                                        rules.size() == 1
                                                ? rule.getKey()
                                                : rule.getKey() + " " + times(rule.getValue()))
                                .toList());
        String more = rules.size() > RULES ? " and %d more".formatted(rules.size() - RULES) : "";
        return List.of(
                new Fact("First", told(deliveries.getFirst())),
                new Fact("Last", told(deliveries.getLast())),
                new Fact("Signalbox " + (rules.size() == 1 ? "rule" : "rules"), names + more),
                new Fact("Told together", "more came than a robot may be sent in a minute"));
    }

    private String told(Delivery delivery) {
        return messages.time(delivery.accepted())
                + " "
                + PlainText.line(messages.headline(delivery), LONGEST_HEADLINE);
    }

    private List<String> ids() {
        return deliveries.stream().map(delivery -> delivery.event().id()).distinct().toList();
    }

    /// The most frequent first; of equals, that which was met first.
    private static <K> List<Map.Entry<K, Integer>> byFrequency(Map<K, Integer> counts) {
        var entries = new ArrayList<>(counts.entrySet());
        entries.sort(Map.Entry.comparingByValue(Comparator.reverseOrder()));
        return entries;
    }

    private static String times(int count) {
        return count == 1 ? "once" : count == 2 ? "twice" : count + " times";
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static String span(Duration time) {
        if (time.toSeconds() < 1) {
            return "within a second";
        }
        var units = new TreeMap<Duration, String>(Comparator.reverseOrder());
        units.put(Duration.ofSeconds(1), "second");
        units.put(Duration.ofMinutes(1), "minute");
        units.put(Duration.ofHours(1), "hour");
        units.put(Duration.ofDays(1), "day");
        for (var unit : units.entrySet()) {
            if (time.compareTo(unit.getKey().multipliedBy(2)) >= 0) {
                return "in " + counted(time.dividedBy(unit.getKey()), unit.getValue());
            }
        }
        return "in 1 second";
    }
}
