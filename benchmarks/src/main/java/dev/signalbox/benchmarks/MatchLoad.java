package dev.signalbox.benchmarks;

import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.match.PatternMachine;
import dev.signalbox.contract.pattern.InvalidPattern;
import dev.signalbox.contract.pattern.Pattern;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;

/// A machine with its rules, and the events that it is asked about.
final class MatchLoad {
    private static final int EVENTS = 4_096;

    final PatternMachine<Integer, Integer> machine = new PatternMachine<>();
    private final Event[] events = new Event[EVENTS];
    private final int matches;

    /// An event as the router has it.
    @SuppressWarnings("ArrayRecordComponent")
    record Event(String source, String type, byte[] body) {}

    private MatchLoad(int rules, IntFunction<String> pattern, IntFunction<Event> event, int matches)
            throws InvalidPattern, IOException {
        this.matches = matches;
        for (int rule = 0; rule < rules; rule++) {
            machine.put(rule, parse(pattern.apply(rule)), rule);
        }
        for (int i = 0; i < EVENTS; i++) {
            events[i] = event.apply(i);
        }
        pass();
    }

    static Pattern parse(String pattern) throws InvalidPattern, IOException {
        return Pattern.parse(Json.MAPPER.readTree(pattern));
    }

    /// Rules of mixed operators, and events of all their teams, as many of each.
    static MatchLoad mixed(int rules) throws InvalidPattern, IOException {
        int teams = rules / RuleMix.KINDS;
        return mixed(rules, i -> any(i, teams));
    }

    /// Rules of mixed operators, and events of their teams by Zipf's law: the second team has half
    /// as many as the first, the third one a third.
    static MatchLoad skewed(int rules) throws InvalidPattern, IOException {
        int teams = rules / RuleMix.KINDS;
        var upTo = new double[teams];
        double sum = 0;
        for (int team = 0; team < teams; team++) {
            sum += 1.0 / (team + 1);
            upTo[team] = sum;
        }
        double all = sum;
        return mixed(
                rules,
                i -> {
                    int at = Arrays.binarySearch(upTo, all * any(i, 1 << 30) / (1 << 30));
                    return at < 0 ? -at - 1 : at + 1;
                });
    }

    private static MatchLoad mixed(int rules, IntUnaryOperator team)
            throws InvalidPattern, IOException {
        return new MatchLoad(
                rules,
                RuleMix::pattern,
                i -> {
                    int of = team.applyAsInt(i);
                    return new Event(RuleMix.source(of), RuleMix.type(of), RuleMix.event(of, i));
                },
                RuleMix.MATCHES);
    }

    /// Rules of one condition each.
    static MatchLoad lone(LoneConditions conditions, int rules) throws InvalidPattern, IOException {
        return new MatchLoad(
                rules,
                conditions.pattern(),
                i -> {
                    String data = conditions.data().apply(any(i, rules));
                    String text =
                            "{\"source\":\"acs.dataworks\",\"type\":\"t\",\"data\":" + data + "}";
                    return new Event("acs.dataworks", "t", text.getBytes(StandardCharsets.UTF_8));
                },
                conditions.matches());
    }

    /// One of so many, chosen by a fixed seed: the same in every run.
    static int any(int number, int of) {
        return (int) (((number * 0x9E3779B97F4A7C15L) >>> 33) % of);
    }

    /// Asks about every event once.
    private void pass() throws IOException {
        for (Event event : events) {
            int found = machine.match(event.source, event.type, event.body).size();
            if (found != matches) {
                throw new IllegalStateException(
                        "an event met %d rules instead of %d: %s"
                                .formatted(
                                        found,
                                        matches,
                                        new String(event.body, StandardCharsets.UTF_8)));
            }
        }
    }

    /// Events a second, on one thread.
    double rate(Duration time) throws IOException {
        long start = System.nanoTime();
        long asked = 0;
        long spent;
        do {
            for (int i = 0; i < 64; i++) {
                Event event = events[(int) (asked++ % EVENTS)];
                machine.match(event.source, event.type, event.body);
            }
            spent = System.nanoTime() - start;
        } while (spent < time.toNanos());
        return asked * 1e9 / spent;
    }

    /// Bytes of the heap that are in use after a collection.
    static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
