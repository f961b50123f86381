package dev.signalbox.history;

import dev.signalbox.contract.match.Route;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The counts of what one rule would send.
///
/// @param rule the rule
/// @param matched events that it chose, each once
/// @param repeated records that it chose, but whose event was chosen before
/// @param hours the same by the hour in which events were accepted; hours without any are left out
/// @param peak the most events that it chose in one minute; 0 where that was not counted
/// @param peakAt that minute, the first of several; null where there is none
/// @param targets what each target would get
public record RuleForecast(
        Rule rule,
        long matched,
        long repeated,
        SortedMap<Instant, Hour> hours,
        long peak,
        @Nullable Instant peakAt,
        List<TargetForecast> targets) {
    /// Copies the hours and the targets.
    public RuleForecast {
        hours = Collections.unmodifiableSortedMap(new TreeMap<>(hours));
        targets = List.copyOf(targets);
    }

    /// What a rule chose of the events of one hour.
    ///
    /// @param matched events, each once
    /// @param repeated records of events that were chosen before
    public record Hour(long matched, long repeated) {}

    /// The deliveries that one target would get.
    ///
    /// @param target the target
    /// @param contacts those that get a delivery each; one that is empty for a target without
    /// @param matched the events that go to each of them
    /// @param peak the most deliveries in one minute, were they made as the events came; 0 where
    ///   that was not counted
    /// @param perMinute how many it takes in a minute; 0 for any number
    public record TargetForecast(
            Target target, List<String> contacts, long matched, long peak, int perMinute) {
        /// Copies the contacts.
        public TargetForecast {
            contacts = List.copyOf(contacts);
        }

        /// How many deliveries it would get.
        public long notifications() {
            return matched * contacts.size();
        }

        /// How long it takes for all of them, one by one; zero for one that takes any number.
        public Duration duration() {
            return TargetRate.timeFor(notifications(), perMinute);
        }
    }

    static RuleForecast of(
            Rule rule,
            long matched,
            long repeated,
            SortedMap<Instant, Hour> hours,
            long peak,
            @Nullable Instant peakAt) {
        var targets = new ArrayList<TargetForecast>();
        List<Route.Stop> stops = Route.of(rule).stops();
        for (Target target : rule.targets()) {
            List<String> contacts =
                    stops.stream()
                            .filter(stop -> stop.target().target().equals(target.id()))
                            .map(Route.Stop::contact)
                            .toList();
            targets.add(
                    new TargetForecast(
                            target,
                            contacts,
                            matched,
                            peak * contacts.size(),
                            TargetRate.perMinute(target)));
        }
        return new RuleForecast(rule, matched, repeated, hours, peak, peakAt, targets);
    }

    /// How many deliveries it would make.
    public long notifications() {
        return targets.stream().mapToLong(TargetForecast::notifications).sum();
    }
}
