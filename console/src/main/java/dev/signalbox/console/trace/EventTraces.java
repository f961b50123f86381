package dev.signalbox.console.trace;

import dev.signalbox.console.history.HistoryReader;
import dev.signalbox.console.history.HistoryScan;
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
import dev.signalbox.web.ApiException;
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

/// The traces of events: each question reads the topics and keeps nothing. Safe for use by any
/// thread.
///
/// The time of a question is spent in this order: find the event, read the first attempts of its
/// deliveries, follow those that have not ended, then those that died and were sent again, then
/// those of replays. What it was too short for is said.
public final class EventTraces {
    /// The number of attempts to deliver an event after which no more are looked for.
    public static final int MOST_ATTEMPTS = 10_000;

    /// How much later a rule may have been changed, by its own clock, than the event was accepted
    /// that it is taken to have matched as it is.
    private static final Duration CLOCK_DIFFERENCE = Duration.ofSeconds(1);

    /// How long after the acceptance a first attempt begins that has been waited with.
    private static final Duration DELAY = Duration.ofSeconds(5);

    /// How often a delivery is followed from the dead letters.
    private static final int MOST_REDRIVES = 3;

    /// How many replays are looked at, the newest first.
    private static final int MOST_REPLAYS = 20;

    private final HistoryReader reader;
    private final Rulebook rules;
    private final ReplayBook replays;
    private final Duration window;
    private final EventFinder finder;

    /// @param reader reads the topics
    public EventTraces(RoomContext room, HistoryReader reader) {
        this.reader = reader;
        rules = room.rules();
        replays = room.replays();
        window = room.settings().router().dedupWindow();
        finder = new EventFinder(room.locations());
    }

    /// Returns the way of an event.
    ///
    /// @param source the event's source; null for any
    /// @param around a time near which it was accepted; null where that is not known
    /// @throws ApiException 429 when too many are asked at once, 503 when Kafka cannot be read
    public EventTrace trace(EventKey key, @Nullable String source, @Nullable Instant around) {
        return reader.ask(scan -> {
            Found found = finder.find(scan, key, source, around);
            return found.records().isEmpty()
                    ? EventTrace.none(key, found)
                    : new Question(scan, key, found).trace();
        });
    }

    /// Whether the router dropped a record as a duplicate of an earlier one.
    boolean isDuplicate(List<KeptEvent> records, KeptEvent record) {
        return !routed(records).contains(record);
    }

    /// The records that were routed: the first of each source, and those that came again after the
    /// deduplication window.
    private Set<KeptEvent> routed(List<KeptEvent> records) {
        var routed = new HashSet<KeptEvent>();
        var last = new HashMap<String, Instant>();
        for (KeptEvent record : records) {
            Instant before = last.get(record.idScope());
            if (before == null
                    || Duration.between(before, record.accepted()).abs().compareTo(window) >= 0) {
                last.put(record.idScope(), record.accepted());
                routed.add(record);
            }
        }
        return routed;
    }

    /// The event that a delivery is of, where events of different sources have the id; null where
    /// that is not known.
    public @Nullable KeptEvent eventOf(EventTrace trace, Outcome outcome) {
        var byScope = new LinkedHashMap<String, KeptEvent>();
        trace.records().forEach(record -> byScope.putIfAbsent(record.idScope(), record));
        if (byScope.size() == 1) {
            return byScope.values().iterator().next();
        }
        Rule rule = rules.rule(outcome.target().ruleKey());
        var target = rule == null ? null : rule.target(outcome.target().target());
        var contacts = new ArrayList<String>(target == null ? List.of() : target.contacts());
        contacts.add(outcome.facts().contact());
        contacts.add("");
        String replay = outcome.facts().replay().isEmpty() ? null : outcome.facts().replay();
        for (KeptEvent event : byScope.values()) {
            for (String contact : contacts) {
                if (DeliveryId.of(trace.key(), event.idScope(), outcome.target(), contact, replay)
                        .equals(outcome.deliveryId())) {
                    return event;
                }
            }
        }
        return null;
    }

    /// One question.
    private final class Question {
        private final HistoryScan scan;
        private final EventKey key;
        private final Found found;
        private final Set<KeptEvent> routed;
        private final OutcomeSearch outcomes;
        private final DeliveryLogSearch logs;
        private final Map<String, Stop> expected = new HashMap<>();
        private final Map<String, List<Wait>> waits = new HashMap<>();
        private final Map<String, List<Death>> deaths = new HashMap<>();

        Question(HistoryScan scan, EventKey key, Found found) {
            this.scan = scan;
            this.key = key;
            this.found = found;
            routed = routed(found.records());
            outcomes = new OutcomeSearch(scan, key);
            logs = new DeliveryLogSearch(scan);
        }

        EventTrace trace() {
            for (KeptEvent record : found.records()) {
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
        private Map<String, Stop> expected(KeptEvent record) {
            var stops = new HashMap<String, Stop>();
            for (Rule rule : rules.rules(new BusKey(key.account(), key.bus()))) {
                if (rule.enabled()
                        && !rule.updated().isAfter(record.accepted().plus(CLOCK_DIFFERENCE))
                        && matches(rule, record)) {
                    stops.putAll(deliveries(record, rule, null));
                }
            }
            return stops;
        }

        private Map<String, Stop> deliveries(KeptEvent record, Rule rule, @Nullable String replay) {
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
                for (KeptEvent record : found.records()) {
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

        private boolean hasRead(Replay replay, KeptEvent record) {
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

        private List<Wanted> wanted(Replay replay, KeptEvent record, PinnedRule pinned) {
            Rule rule = rules.rule(new RuleKey(key.account(), key.bus(), pinned.name()));
            if (rule == null || !matches(pinned.pattern(), record)) {
                return List.of();
            }
            return deliveries(record, rule, replay.id()).keySet().stream()
                    .map(id -> new Wanted(id, replay.ordered(), -1))
                    .toList();
        }

        private boolean matches(Rule rule, KeptEvent record) {
            return matches(rule.pattern(), record);
        }

        private boolean matches(Pattern pattern, KeptEvent record) {
            try {
                return PatternVerdict.of(pattern, record.body()).matches();
            } catch (IOException e) {
                return false; // not JSON: the router has rejected it
            }
        }
    }
}
