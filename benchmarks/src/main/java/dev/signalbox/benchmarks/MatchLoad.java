package dev.signalbox.benchmarks;

import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.InvalidPattern;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.pattern.PatternMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.IntFunction;

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

    /// Rules of mixed operators, and events of all their teams.
    static MatchLoad mixed(int rules) throws InvalidPattern, IOException {
        int teams = rules / RuleMix.KINDS;
        return new MatchLoad(
                rules,
                RuleMix::pattern,
                i -> {
                    int team = any(i, teams);
                    return new Event(
                            RuleMix.source(team), RuleMix.type(team), RuleMix.event(team, i));
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

    private static int any(int number, int of) {
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
