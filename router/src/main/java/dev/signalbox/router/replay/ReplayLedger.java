package dev.signalbox.router.replay;

import dev.signalbox.contract.replay.ReplayAccount;
import dev.signalbox.contract.rule.TargetKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The account of a replay while it runs, with its credits: a target may have [#MOST_OF_A_TARGET]
/// deliveries that have not ended, and the replay [#MOST].
///
/// It goes on from a progress record, which counts the events before an offset and no other. The
/// runner before may have sent deliveries of later events. These are found on `signalbox.replayed`
/// ([#foundSent]), and their endings on `signalbox.outcomes`; both wait here until their event is
/// read again, and are counted then, the delivery as made and not as one to send. So each event,
/// delivery and ending is counted once, wherever the runner before stopped.
///
/// Used by one thread.
final class ReplayLedger {
    static final int MOST_OF_A_TARGET = 256;
    static final int MOST = 8_192;

    /// How many endings are kept of deliveries that are not known here. Most of those have ended
    /// before; the others were sent by a runner that has not heard of this one yet.
    private static final int MOST_OF_STRANGERS = 4 * MOST;

    private final Map<String, String> unfinished = new LinkedHashMap<>();
    private final Map<String, Integer> unfinishedOfTarget = new HashMap<>();
    private final Map<EventPlace, List<SentDelivery>> sent = new HashMap<>();
    private final Map<String, @Nullable Ending> endingsOfSent = new HashMap<>();
    private final Map<String, Ending> endingsOfStrangers = new LinkedHashMap<>();
    private long read;
    private long repeated;
    private long unmatched;
    private long matched;
    private long expired;
    private long deliveries;
    private long delivered;
    private long merged;
    private long dead;
    private long cancelled;

    /// Goes on from what a progress record says.
    ///
    /// @param unfinished the ids of the deliveries that have not ended, by `rule/target`
    ReplayLedger(ReplayAccount counts, Map<String, List<String>> unfinished) {
        unfinished.forEach((target, ids) -> ids.forEach(id -> begin(id, target)));
        read = counts.read();
        repeated = counts.repeated();
        unmatched = counts.unmatched();
        matched = counts.matched();
        expired = counts.expired();
        deliveries = counts.deliveries();
        delivered = counts.delivered();
        merged = counts.merged();
        dead = counts.dead();
        cancelled = counts.cancelled();
    }

    private void begin(String id, String target) {
        if (unfinished.put(id, target) == null) {
            unfinishedOfTarget.merge(target, 1, Integer::sum);
        }
    }

    private static String name(TargetKey target) {
        return target.rule() + "/" + target.target();
    }

    /// The runner before has sent a delivery of an event that is still to be read.
    void foundSent(EventPlace event, SentDelivery delivery) {
        if (!endingsOfSent.containsKey(delivery.id())) {
            endingsOfSent.put(delivery.id(), null);
            sent.computeIfAbsent(event, _ -> new ArrayList<>(1)).add(delivery);
        }
    }

    /// The deliveries of an event that the runner before has sent and that are not counted yet.
    List<SentDelivery> sentOf(EventPlace event) {
        return sent.getOrDefault(event, List.of());
    }

    /// A record was read that nothing chose.
    void unmatched() {
        read++;
        unmatched++;
    }

    /// A record was read that was chosen, but its event was before.
    void repeated() {
        read++;
        repeated++;
    }

    /// Retention deleted offsets before they were read.
    void expired(long offsets) {
        read += offsets;
        expired += offsets;
    }

    /// A record was read that makes deliveries.
    void matched() {
        read++;
        matched++;
    }

    /// The event's deliveries that were sent before have been counted.
    void pass(EventPlace event) {
        sent.remove(event);
    }

    /// Counts a delivery of a matched event.
    ///
    /// @return whether it is to be sent: the runner before may have done so
    boolean make(String id, TargetKey target) {
        deliveries++;
        boolean wasSent = endingsOfSent.containsKey(id);
        Ending ending = wasSent ? endingsOfSent.remove(id) : endingsOfStrangers.remove(id);
        if (ending != null) {
            count(ending);
            return false;
        }
        begin(id, name(target));
        return !wasSent;
    }

    /// A delivery ended; where it had ended before, that holds.
    void end(String id, Ending ending) {
        String target = unfinished.remove(id);
        if (target != null) {
            unfinishedOfTarget.computeIfPresent(target, (_, n) -> n == 1 ? null : n - 1);
            count(ending);
        } else if (endingsOfSent.containsKey(id)) {
            endingsOfSent.putIfAbsent(id, ending);
        } else {
            endingsOfStrangers.putIfAbsent(id, ending);
            if (endingsOfStrangers.size() > MOST_OF_STRANGERS) {
                endingsOfStrangers.remove(endingsOfStrangers.keySet().iterator().next());
            }
        }
    }

    private void count(Ending ending) {
        switch (ending) {
            case DELIVERED -> delivered++;
            case MERGED -> merged++;
            case DEAD -> dead++;
            case CANCELLED -> cancelled++;
        }
    }

    /// Why no delivery may be made to a target now, in words; null when one may. An event is asked
    /// for each of its targets and then makes all its deliveries, so that a target of more contacts
    /// than credits gets its turn.
    @Nullable String missingCredit(TargetKey target) {
        if (unfinished.size() >= MOST) {
            return "%,d deliveries have not ended".formatted(MOST);
        }
        String name = name(target);
        return unfinishedOfTarget.getOrDefault(name, 0) < MOST_OF_A_TARGET
                ? null
                : "%d deliveries to %s have not ended".formatted(MOST_OF_A_TARGET, name);
    }

    /// The account so far.
    ReplayAccount counts() {
        return new ReplayAccount(
                read,
                repeated,
                unmatched,
                matched,
                expired,
                deliveries,
                delivered,
                merged,
                dead,
                cancelled);
    }

    /// How many deliveries have not ended.
    int inFlight() {
        return unfinished.size();
    }

    /// The ids of the deliveries that have not ended, by `rule/target`.
    Map<String, List<String>> unfinished() {
        var byTarget = new TreeMap<String, List<String>>();
        unfinished.forEach(
                (id, target) -> byTarget.computeIfAbsent(target, _ -> new ArrayList<>()).add(id));
        return byTarget;
    }
}
