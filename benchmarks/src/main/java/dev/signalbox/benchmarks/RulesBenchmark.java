package dev.signalbox.benchmarks;

import dev.signalbox.contract.match.PatternMachine;
import dev.signalbox.contract.pattern.InvalidPattern;
import dev.signalbox.contract.pattern.Pattern;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The cost of many rules on one bus: in matching, beside ten rules, turn about; in memory; and in
/// changes of rules. [RuleMix] and [LoneConditions] say what is matched.
final class RulesBenchmark {
    private static final int FEW = 10;
    private static final int MANY = 100_000;
    private static final List<Integer> SIZES = List.of(1_000, 10_000, MANY);

    private final Path folder;
    private final boolean full;
    private final Results results;
    private final Duration turn;
    private final int rounds;

    RulesBenchmark(Path folder, boolean full, Results results) {
        this.folder = folder;
        this.full = full;
        this.results = results;
        turn = Duration.ofMillis(full ? 1_000 : 250);
        rounds = full ? 9 : 5;
    }

    /// Runs everything.
    void run() throws Exception {
        match();
        new RoutedRules(folder.resolve("routed"), full, results).run(FEW, MANY);
        new RuleChanges(folder.resolve("changes"), full, MANY, results).run();
    }

    private void match() throws InvalidPattern, IOException {
        mixed();
        memory();
        for (LoneConditions conditions : LoneConditions.all()) {
            lone(conditions);
        }
        results.note(
                """
                Rules, mixed: each team has ten rules of ten kinds, in which exact values, prefix, suffix, \
                contains, anything-but, numeric, cidr, exists, null and two operators in one decide; each event \
                meets %d rules at every size. Teams send equally often, which is the hard case: no two events in a row \
                find in the processor's cache what they need. "By Zipf" the second team sends half as often as the first, \
                the third one a third as often. The lines after it have one condition a rule and nothing else. \
                The baseline has %d rules.\
                """
                        .formatted(RuleMix.MATCHES, FEW));
    }

    private void mixed() throws InvalidPattern, IOException {
        MatchLoad few = MatchLoad.mixed(FEW);
        var many = new LinkedHashMap<String, MatchLoad>();
        for (int size : SIZES) {
            many.put("match, mixed, %,d rules, events/s".formatted(size), MatchLoad.mixed(size));
        }
        many.put(
                "match, mixed, %,d rules, teams by Zipf, events/s".formatted(MANY),
                MatchLoad.skewed(MANY));
        for (int round = -2; round < rounds; round++) {
            for (Map.Entry<String, MatchLoad> one : many.entrySet()) {
                turn(one.getKey(), few, one.getValue(), round);
            }
        }
    }

    private void lone(LoneConditions conditions) throws InvalidPattern, IOException {
        MatchLoad few = MatchLoad.lone(conditions, FEW);
        MatchLoad many = MatchLoad.lone(conditions, MANY);
        for (int round = -1; round < (full ? 5 : 2); round++) {
            turn(
                    "match, only %s, %,d rules, events/s".formatted(conditions.name(), MANY),
                    few,
                    many,
                    round);
        }
    }

    /// Rounds before the first one warm up.
    private void turn(String name, MatchLoad few, MatchLoad many, int round) throws IOException {
        double baseline = few.rate(turn);
        double measured = many.rate(turn);
        if (round >= 0) {
            results.baseline(name, baseline);
            results.measured(name, measured);
        }
    }

    private void memory() throws InvalidPattern, IOException {
        long empty = MatchLoad.heap();
        var patterns = new ArrayList<Pattern>(MANY);
        for (int rule = 0; rule < MANY; rule++) {
            patterns.add(MatchLoad.parse(RuleMix.pattern(rule)));
        }
        long parsed = MatchLoad.heap();
        var machine = new PatternMachine<Integer, Integer>();
        for (int rule = 0; rule < MANY; rule++) {
            machine.put(rule, patterns.get(rule), rule);
        }
        long indexed = MatchLoad.heap();
        results.figure("memory of a pattern, bytes", 1.0 * (parsed - empty) / patterns.size());
        results.figure("memory of its place in the index, bytes", 1.0 * (indexed - parsed) / MANY);
        long start = System.nanoTime();
        int changes = 10_000;
        for (int change = 0; change < changes; change++) {
            machine.put(change, patterns.get(MANY - 1 - change), change);
        }
        results.figure(
                "changing one of 100,000 rules in the index, µs",
                (System.nanoTime() - start) / 1e3 / changes);
    }
}
