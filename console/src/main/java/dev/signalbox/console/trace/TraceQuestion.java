package dev.signalbox.console.trace;

import dev.signalbox.console.history.HistoryScan;
import dev.signalbox.console.history.PastEvent;
import dev.signalbox.console.trace.DeliveryLogSearch.Death;
import dev.signalbox.console.trace.DeliveryLogSearch.Sought;
import dev.signalbox.console.trace.DeliveryLogSearch.Wait;
import dev.signalbox.console.trace.EventFinder.Found;
import dev.signalbox.console.trace.OutcomeSearch.Wanted;
import dev.signalbox.contract.delivery.DeliveryId;
import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.match.Route;
import dev.signalbox.contract.match.Route.Stop;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.pattern.PatternVerdict;
import dev.signalbox.contract.replay.PinnedRule;
import dev.signalbox.contract.replay.Replay;
import dev.signalbox.contract.replay.ReplayBook;
import dev.signalbox.contract.replay.ReplayOrder;
import dev.signalbox.contract.replay.ReplayState;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Rulebook;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One question for the way of an event whose records are found. Used by one thread.
///
/// Its time is spent in this order: read the first attempts of its deliveries, follow those that
/// have not ended, then those that died and were sent again, then those of replays. What it was too
/// short for is said.
final class TraceQuestion {
    /// How much later a rule may have been changed, by its own clock, than the event was accepted
    /// that it is taken to have matched as it is.
    private static final Duration CLOCK_DIFFERENCE = Duration.ofSeconds(1);

    /// How long after the acceptance a first attempt begins that has been waited with.
    private static final Duration DELAY = Duration.ofSeconds(5);

    /// How often a delivery is followed from the dead letters.
    private static final int MOST_REDRIVES = 3;

    /// How many replays are looked at, the newest first.
    private static final int MOST_REPLAYS = 20;

    private final Rulebook rules;
    private final ReplayBook replays;
    private final HistoryScan scan;
    private final EventKey key;
    private final Found found;
    private final Set<PastEvent> routed;
    private final OutcomeSearch outcomes;
    private final DeliveryLogSearch logs;
    private final Map<String, Stop> expected = new HashMap<>();
    private final Map<String, List<Wait>> waits = new HashMap<>();
    private final Map<String, List<Death>> deaths = new HashMap<>();

    /// @param routed the records that the router did not drop
    TraceQuestion(
            RoomContext room, HistoryScan scan, EventKey key, Found found, Set<PastEvent> routed) {
        rules = room.rules();
        replays = room.replays();
        this.scan = scan;
        this.key = key;
        this.found = found;
        this.routed = Set.copyOf(routed);
        outcomes = new OutcomeSearch(scan, key);
        logs = new DeliveryLogSearch(scan);
    }

    /// The answer.
    EventTrace trace() {
        for (PastEvent record : found.records()) {
            if (routed.contains(record)) {
                Map<String, Stop> deliveries = expected(record);
                // One that was forgotten and came again has the deliveries that it had before.
                boolean again = expected.keySet().containsAll(deliveries.keySet());
                outcomes.readFirstAttempts(
                        record.accepted(), again ? Set.of() : deliveries.keySet());
                expected.putAll(deliveries);
            }
        }
        followUnfinished();
        followRedrives();
        List<Replay> sentBy = followReplays();
        return new EventTrace(
                key,
                found,
                outcomes.outcomes(),
                expected,
                waits,
                deaths,
                sentBy,
                outcomes.allReadTo(),
                outcomes.isLate() || logs.isLate(),
                outcomes.isFull());
    }

    /// The deliveries that rules had to make which are as they were when it was accepted.
    private Map<String, Stop> expected(PastEvent record) {
        var stops = new HashMap<String, Stop>();
        var ofBus = rules.rules(new BusKey(key.account(), key.bus()));
        for (Rule rule : RuleVerdicts.of(ofBus, record.body()).matching()) {
            if (rule.enabled()
                    && !rule.updated().isAfter(record.accepted().plus(CLOCK_DIFFERENCE))) {
                stops.putAll(deliveries(record, rule, null));
            }
        }
        return stops;
    }

    private Map<String, Stop> deliveries(PastEvent record, Rule rule, @Nullable String replay) {
        var deliveries = new HashMap<String, Stop>();
        for (Stop stop : Route.of(rule).stops()) {
            deliveries.put(
                    DeliveryId.of(key, record.idScope(), stop.target(), stop.contact(), replay),
                    stop);
        }
        return deliveries;
    }

    private void followUnfinished() {
        Instant first = found.records().getFirst().accepted();
        var sought = new LinkedHashMap<String, Sought>();
        var unfinished = new HashSet<String>();
        expected.forEach((id, stop) -> {
            if (outcomes.latest(id) == null) {
                unfinished.add(id);
                sought.put(id, new Sought(id, stop.target(), first, null));
            }
        });
        for (Outcome outcome : outcomes.outcomes()) {
            String id = outcome.deliveryId();
            Instant began = Instant.ofEpochMilli(outcome.atMillis() - outcome.tookMillis());
            if (outcomes.latest(id) instanceof Outcome.Retrying) {
                unfinished.add(id);
                sought.putIfAbsent(id, new Sought(id, outcome.target(), first, null));
            } else if (outcome.attempt() == 1 && began.isAfter(first.plus(DELAY))) {
                sought.putIfAbsent(id, new Sought(id, outcome.target(), first, began));
            }
        }
        waits.putAll(logs.waits(List.copyOf(sought.values())));
        outcomes.follow(unfinished.stream().map(this::wanted).toList());
    }

    /// The next outcome of a delivery that has not ended: it comes after its latest wait.
    private Wanted wanted(String id) {
        Instant from = found.records().getFirst().accepted().plus(OutcomeSearch.FIRST_ATTEMPTS);
        if (outcomes.latest(id) instanceof Outcome.Retrying retrying) {
            from = Instant.ofEpochMilli(retrying.dueMillis());
        }
        for (Wait wait : waits.getOrDefault(id, List.of())) {
            from = wait.due().isAfter(from) ? wait.due() : from;
        }
        return new Wanted(id, from, outcomes.latestOffset(id));
    }

    private void followRedrives() {
        for (int i = 0; i < MOST_REDRIVES && !scan.late(); i++) {
            var dead = new LinkedHashMap<String, Sought>();
            for (Outcome outcome : outcomes.outcomes()) {
                if (outcome instanceof Outcome.Dead died && !died.cancelled()) {
                    dead.putIfAbsent(
                            died.deliveryId(),
                            new Sought(
                                    died.deliveryId(),
                                    died.target(),
                                    Instant.ofEpochMilli(died.atMillis()),
                                    null));
                }
            }
            if (dead.isEmpty()) {
                return;
            }
            deaths.putAll(logs.deaths(List.copyOf(dead.values())));
            var wanted = new ArrayList<Wanted>();
            deaths.forEach((id, all) -> {
                if (all.getLast() instanceof Death.Redriven redriven
                        && outcomes.latest(id) instanceof Outcome.Dead) {
                    wanted.add(new Wanted(id, redriven.at(), outcomes.latestOffset(id)));
                }
            });
            if (wanted.isEmpty()) {
                return;
            }
            outcomes.follow(wanted);
        }
    }

    /// Follows what replays sent of it, from the time at which each was started.
    private List<Replay> followReplays() {
        var sentBy = new ArrayList<Replay>();
        for (Replay replay : replays.replays(key.account())) {
            var wanted = new ArrayList<Wanted>();
            for (PastEvent record : found.records()) {
                if (hasRead(replay, record)) {
                    for (PinnedRule rule : replay.order().rules()) {
                        wanted.addAll(wanted(replay, record, rule));
                    }
                }
            }
            if (!wanted.isEmpty() && sentBy.size() < MOST_REPLAYS) {
                sentBy.add(replay);
                if (!scan.late()) {
                    outcomes.follow(wanted);
                }
            }
        }
        return sentBy;
    }

    private boolean hasRead(Replay replay, PastEvent record) {
        ReplayOrder order = replay.order();
        var progress = replays.progress(replay.account(), replay.id());
        return replay.state() != ReplayState.PLANNED
                && progress != null
                && order.bus().equals(key.bus())
                && order.covers(record.accepted())
                && (order.ids().isEmpty() || order.ids().contains(key.id()))
                && progress.next().getOrDefault(record.location().partition(), 0L)
                        > record.location().offset();
    }

    private List<Wanted> wanted(Replay replay, PastEvent record, PinnedRule pinned) {
        Rule rule = rules.rule(new RuleKey(key.account(), key.bus(), pinned.name()));
        if (rule == null || !matches(pinned.pattern(), record)) {
            return List.of();
        }
        return deliveries(record, rule, replay.id()).keySet().stream()
                .map(id -> new Wanted(id, replay.ordered(), -1))
                .toList();
    }

    private static boolean matches(Pattern pattern, PastEvent record) {
        try {
            return PatternVerdict.of(pattern, record.body()).matches();
        } catch (IOException e) {
            return false; // not JSON: the router has rejected it
        }
    }
}
