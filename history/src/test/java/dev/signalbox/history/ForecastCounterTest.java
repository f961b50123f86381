package dev.signalbox.history;

import static dev.signalbox.history.GivenRules.pattern;
import static dev.signalbox.history.GivenRules.robot;
import static dev.signalbox.history.GivenRules.rule;
import static dev.signalbox.history.GivenRules.sms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.pattern.PatternVerdict;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.rule.Rule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ForecastCounterTest {
    private static final BusKey BUS = new BusKey("1", "default");
    private static final Instant START = Instant.parse("2026-10-31T15:30:00Z");
    private static final Path FOLDER = Path.of(System.getProperty("java.io.tmpdir"));

    /// One record of a history.
    record Given(int id, String scope, String source, String type, long after, String data) {
        String json() {
            return "{\"id\":\"%d\",\"source\":\"%s\",\"type\":\"%s\",\"data\":%s}"
                    .formatted(id, source, type, data);
        }

        Instant time() {
            return START.plusMillis(after);
        }
    }

    private static Forecast count(EventLog log, ChosenEvents chosen) {
        HistoryPeriod period =
                HistoryPeriod.find(log, chosen.from(), chosen.to(), Duration.ofSeconds(1));
        var events = new KeptEvents(log, period.ranges(), BUS, chosen.from(), chosen.to());
        try (var met = new IdSet(FOLDER)) {
            var counter = new ForecastCounter(chosen, met);
            while (!events.finished()) {
                KeptEvent event = events.next(Duration.ZERO);
                if (event != null) {
                    counter.count(event);
                }
            }
            return counter.forecast(events.expired());
        }
    }

    private static ChosenEvents all(Duration period, Rule... rules) {
        return new ChosenEvents(BUS, START, START.plus(period), List.of(rules), null, Set.of());
    }

    private static void event(EventLog log, String id, Duration after) {
        log.event("1/default/" + id, "s", "t", START.plus(after).toEpochMilli(), "{}");
    }

    @Test
    void eachTargetAndEachContactIsNotifiedOfEachEventOnce() {
        var log = new EventLog(3);
        event(log, "a", Duration.ZERO);
        event(log, "a", Duration.ofDays(2));
        event(log, "b", Duration.ofMinutes(1));

        Forecast forecast =
                count(
                        log,
                        all(
                                Duration.ofDays(3),
                                rule(
                                        "r",
                                        "{\"type\":[\"t\"]}",
                                        robot("group"),
                                        sms("phones", "13800000000", "13900000000")),
                                rule("other", "{\"type\":[\"other\"]}", robot("group"))));

        assertThat(forecast.read()).isEqualTo(3);
        assertThat(forecast.repeated()).isEqualTo(1);
        assertThat(forecast.matched()).isEqualTo(2);
        assertThat(forecast.notifications()).isEqualTo(6);
        RuleForecast rule = forecast.rules().getFirst();
        assertThat(rule.matched()).isEqualTo(2);
        assertThat(rule.repeated()).isEqualTo(1);
        assertThat(rule.targets().get(0).notifications()).isEqualTo(2);
        assertThat(rule.targets().get(0).perMinute()).isEqualTo(20);
        assertThat(rule.targets().get(1).contacts()).containsExactly("13800000000", "13900000000");
        assertThat(rule.targets().get(1).notifications()).isEqualTo(4);
        assertThat(forecast.rules().get(1).notifications()).isZero();
    }

    @Test
    void thePeakIsTheFullestMinute() {
        var log = new EventLog(3);
        for (int i = 0; i < 43; i++) {
            event(log, "a" + i, Duration.ofMinutes(5).plusSeconds(i));
        }
        for (int i = 0; i < 43; i++) {
            event(log, "b" + i, Duration.ofHours(30).plusSeconds(3L * i));
        }

        RuleForecast rule =
                count(
                                log,
                                all(
                                        Duration.ofDays(3),
                                        rule("r", "{}", sms("t", "13800000000", "13900000000"))))
                        .rules()
                        .getFirst();

        assertThat(rule.peak()).isEqualTo(43);
        assertThat(rule.peakAt()).isEqualTo(START.plus(Duration.ofMinutes(5)));
        assertThat(rule.targets().getFirst().peak()).isEqualTo(86);
        assertThat(rule.hours().firstKey()).isEqualTo(Instant.parse("2026-10-31T15:00:00Z"));
    }

    @Test
    void furtherPatternAndIdsMustFitToo() {
        var log = new EventLog(3);
        event(log, "a", Duration.ZERO);
        event(log, "b", Duration.ZERO);
        log.event("1/default/c", "x", "t", START.toEpochMilli(), "{}");
        Rule rule = rule("r", "{\"type\":[\"t\"]}");

        Forecast forecast =
                count(
                        log,
                        new ChosenEvents(
                                BUS,
                                START,
                                START.plusSeconds(1),
                                List.of(rule),
                                pattern("{\"source\":[\"s\"]}"),
                                Set.of("b", "c", "d")));

        assertThat(forecast.matched()).isEqualTo(1);
        assertThat(forecast.unmatched()).isEqualTo(2);
    }

    @Test
    void aRecordThatIsNoEventIsReadAndNotMatched() {
        var log = new EventLog(3);
        log.event("1/default/a", "s", "t", START.toEpochMilli(), null);
        log.event("1/default/b", "s", "t", START.toEpochMilli(), "not JSON");
        log.event("1/default/c", "s", "t", START.toEpochMilli(), "{\"data\": }");

        Forecast forecast =
                count(log, all(Duration.ofDays(1), rule("r", "{\"data\":{\"a\":[1]}}")));

        assertThat(forecast.read()).isEqualTo(3);
        assertThat(forecast.unmatched()).isEqualTo(3);
    }

    @Provide
    Arbitrary<List<Given>> histories() {
        Arbitrary<Given> one =
                Combinators.combine(
                                Arbitraries.integers().between(0, 25),
                                Arbitraries.of("", "", "x", "y"),
                                Arbitraries.of("acs.oss", "acs.pai"),
                                Arbitraries.of("a:one", "a:two", "b:one"),
                                Arbitraries.longs().between(-120_000, 3 * 3_600_000L + 240_000),
                                Arbitraries.of(
                                        "{}", "{\"n\":5}", "{\"n\":[5,6]}", "{\"n\":\"5\"}", "7"))
                        .as(Given::new);
        return one.list().ofMaxSize(80);
    }

    @Provide
    Arbitrary<List<String>> patterns() {
        return Arbitraries.of(
                        "{}",
                        "{\"source\":[\"acs.oss\"]}",
                        "{\"type\":[{\"prefix\":\"a:\"}]}",
                        "{\"type\":[\"b:one\"],\"data\":{\"n\":[5]}}",
                        "{\"data\":{\"n\":[{\"exists\":false}]}}",
                        "{\"data\":{\"n\":[{\"numeric\":[\">\",4]}]}}",
                        "{\"source\":[{\"anything-but\":\"acs.oss\"}],\"data\":{\"n\":[6]}}")
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    /// The plain count: every record against every pattern, in the order of the topic.
    @Property(tries = 300)
    void itCountsWhatThePlainMatcherCounts(
            @ForAll("histories") List<Given> history, @ForAll("patterns") List<String> patterns) {
        var log = new EventLog(3);
        history.forEach(one ->
                log.event(
                        one.id % 3,
                        "1/default/" + one.id,
                        one.scope,
                        one.source,
                        one.type,
                        one.time().toEpochMilli(),
                        one.json()));
        var rules = new ArrayList<Rule>();
        for (int i = 0; i < patterns.size(); i++) {
            rules.add(rule("r" + i, patterns.get(i), robot("group"), sms("p", "13800000000")));
        }
        Instant end = START.plus(Duration.ofHours(3));

        Forecast forecast = count(log, new ChosenEvents(BUS, START, end, rules, null, Set.of()));

        long read = 0;
        long matched = 0;
        var met = new HashSet<String>();
        var byRule = new HashMap<String, Long>();
        var minutes = new HashMap<String, Map<Long, Long>>();
        for (Given one : history) {
            if (one.time().isBefore(START) || !one.time().isBefore(end)) {
                continue;
            }
            read++;
            List<Rule> choosing =
                    rules.stream().filter(rule -> verdict(rule, one).matches()).toList();
            boolean bareMet = met.contains(one.id + "|");
            if (!choosing.isEmpty() && !bareMet && met.add(one.id + "|" + one.scope)) {
                matched++;
                for (Rule rule : choosing) {
                    byRule.merge(rule.key().rule(), 1L, Long::sum);
                    minutes.computeIfAbsent(rule.key().rule(), ignored -> new HashMap<>())
                            .merge(one.time().toEpochMilli() / 60_000, 1L, Long::sum);
                }
            }
        }
        assertThat(forecast.read()).isEqualTo(read);
        assertThat(forecast.matched()).isEqualTo(matched);
        assertThat(forecast.repeated() + forecast.unmatched()).isEqualTo(read - matched);
        for (RuleForecast rule : forecast.rules()) {
            String name = rule.rule().key().rule();
            assertThat(rule.matched()).isEqualTo(byRule.getOrDefault(name, 0L));
            assertThat(rule.notifications()).isEqualTo(2 * rule.matched());
            assertThat(rule.hours().values().stream().mapToLong(RuleForecast.Hour::matched).sum())
                    .isEqualTo(rule.matched());
            assertThat(rule.peak())
                    .isEqualTo(
                            minutes.getOrDefault(name, Map.of()).values().stream()
                                    .mapToLong(Long::longValue)
                                    .max()
                                    .orElse(0));
        }
    }

    private static PatternVerdict verdict(Rule rule, Given one) {
        try {
            return PatternVerdict.of(rule.pattern(), one.json().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
