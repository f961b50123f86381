package dev.signalbox.contract.stats;

import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// Finds what has changed on a board since it was last asked. For one thread.
///
/// A record has at most [#MOST_IN_A_RECORD] accounts. Where more have changed, the others come in
/// the next records, in turn: their counters go on from the start of the process, so nothing is
/// lost but time.
final class StatsCollector {
    static final int MOST_IN_A_RECORD = 500;

    private static final Counted[] ALL = Counted.values();

    private final StatsBoard board;
    private final Map<String, Published> published = new HashMap<>();
    private final LinkedHashMap<String, Published> changed = new LinkedHashMap<>();

    /// What was said of an account.
    private static final class Published {
        private final long[] counts = new long[Counted.values().length];
        private final long[] ages = new long[AgeBuckets.COUNT];
        private Backlog backlog = Backlog.NONE;
        private boolean isKnown = true;

        private boolean differs(AccountCounters now, Backlog backlog) {
            for (Counted what : ALL) {
                if (counts[what.place()] != now.sum(what)) {
                    return true;
                }
            }
            return !isKnown || !this.backlog.equals(backlog);
        }
    }

    StatsCollector(StatsBoard board) {
        this.board = board;
    }

    /// The accounts whose numbers have changed.
    ///
    /// @param backlogs what there is to do now, by account
    /// @param most how many accounts are wanted
    Map<String, AccountStats> accounts(Map<String, Backlog> backlogs, int most) {
        board.forEach((account, counters) -> find(account, counters, backlogs));
        var withBacklog = new HashSet<>(backlogs.keySet());
        published.forEach((account, its) -> {
            if (!its.backlog.equals(Backlog.NONE)) {
                withBacklog.add(account);
            }
        });
        for (String account : withBacklog) {
            find(account, board.of(account), backlogs);
        }
        var stats = new TreeMap<String, AccountStats>();
        var taken = new ArrayDeque<String>();
        for (var one : changed.entrySet()) {
            if (taken.size() == most) {
                break;
            }
            String account = one.getKey();
            stats.put(
                    account,
                    publish(
                            one.getValue(),
                            board.of(account),
                            backlogs.getOrDefault(account, Backlog.NONE)));
            taken.add(account);
        }
        taken.forEach(changed::remove);
        return stats;
    }

    private void find(String account, AccountCounters counters, Map<String, Backlog> backlogs) {
        Published its = published.computeIfAbsent(account, _ -> new Published());
        if (its.differs(counters, backlogs.getOrDefault(account, Backlog.NONE))) {
            changed.putIfAbsent(account, its);
        }
    }

    private static AccountStats publish(Published its, AccountCounters now, Backlog backlog) {
        var counts = new EnumMap<Counted, Long>(Counted.class);
        var added = new EnumMap<Counted, Long>(Counted.class);
        for (Counted what : ALL) {
            long count = now.sum(what);
            if (count != 0) {
                counts.put(what, count);
            }
            if (count != its.counts[what.place()]) {
                added.put(what, count - its.counts[what.place()]);
                its.counts[what.place()] = count;
            }
        }
        var ages = new TreeMap<Integer, Long>();
        for (int bucket = 0; bucket < AgeBuckets.COUNT; bucket++) {
            long count = now.age(bucket);
            if (count != its.ages[bucket]) {
                ages.put(bucket, count - its.ages[bucket]);
                its.ages[bucket] = count;
            }
        }
        its.backlog = backlog;
        its.isKnown = true;
        return new AccountStats(counts, added, ages, backlog);
    }

    /// A record may not have been written: all accounts come again, with all that was counted.
    void forget() {
        published.values().forEach(its -> its.isKnown = false);
    }
}
