package dev.signalbox.history;

import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.rule.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The counter of a forecast: takes the kept events one by one. Not for several threads.
public final class ForecastCounter {
    private static final Counted UNMATCHED = new Counted(List.of(), false);

    private final List<RuleTally> tallies = new ArrayList<>();
    private final EventChooser<RuleTally> chooser;
    private final IdSet met;
    private final HourCount readByHour = new HourCount();
    private long read;
    private long repeated;
    private long matched;

    /// What became of an event.
    ///
    /// @param rules the rules that chose it, in no order; none where it was not chosen
    /// @param repeated whether it had been chosen before
    public record Counted(List<Rule> rules, boolean repeated) {
        /// Whether it was chosen, for the first time.
        public boolean matched() {
            return !rules.isEmpty() && !repeated;
        }
    }

    /// @param chosen what is chosen; of bus and period, the reader has taken care
    /// @param met the ids of the events chosen before, to which it adds
    public ForecastCounter(ChosenEvents chosen, IdSet met) {
        this.met = met;
        Map<RuleTally, Pattern> patterns = new HashMap<>();
        for (Rule rule : chosen.rules()) {
            var tally = new RuleTally(rule);
            tallies.add(tally);
            patterns.put(tally, rule.pattern());
        }
        chooser = new EventChooser<>(patterns, chosen.pattern(), chosen.ids());
    }

    /// Counts an event.
    public Counted count(KeptEvent event) {
        read++;
        readByHour.count(event.acceptedMillis());
        List<RuleTally> choosing = chooser.choose(event);
        if (choosing.isEmpty()) {
            return UNMATCHED;
        }
        boolean first = met.add(event);
        if (first) {
            matched++;
        } else {
            repeated++;
        }
        var rules = new ArrayList<Rule>(choosing.size());
        for (RuleTally tally : choosing) {
            tally.count(event.acceptedMillis(), first);
            rules.add(tally.rule);
        }
        return new Counted(rules, !first);
    }

    /// How many records have been counted.
    public long read() {
        return read;
    }

    /// How many events were chosen so far, each once.
    public long matched() {
        return matched;
    }

    /// The forecast, when all has been read.
    ///
    /// @param expired offsets that Kafka had deleted before they were read
    public Forecast forecast(long expired) {
        return new Forecast(
                read + expired,
                repeated,
                read - matched - repeated,
                matched,
                expired,
                true,
                tallies.stream().map(RuleTally::forecast).toList(),
                readByHour.byTime(1));
    }

    /// The forecast, when only a part has been read.
    ///
    /// @param factor how many times as large the whole is
    Forecast scaled(double factor) {
        long all = Math.round(read * factor);
        long ofThemMatched = Math.round(matched * factor);
        long ofThemRepeated = Math.min(all - ofThemMatched, Math.round(repeated * factor));
        return new Forecast(
                all,
                ofThemRepeated,
                all - ofThemMatched - ofThemRepeated,
                ofThemMatched,
                0,
                false,
                tallies.stream().map(tally -> tally.scaled(factor)).toList(),
                readByHour.byTime(factor));
    }
}
