package dev.signalbox.console.live;

import dev.signalbox.contract.stats.AccountStats;
import dev.signalbox.contract.stats.Backlog;
import dev.signalbox.contract.stats.Counted;
import dev.signalbox.contract.stats.ProcessStats;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/// A process that publishes numbers, as far as its records have been read. Not for several threads.
final class KnownProcess {
    private final Map<String, Map<Counted, Long>> counted = new HashMap<>();
    private final Map<String, Backlog> backlogs = new HashMap<>();
    private ProcessStats last;
    private Instant heard;

    KnownProcess(ProcessStats first, Instant heard) {
        last = first;
        this.heard = heard;
    }

    /// Takes over its next record.
    void apply(ProcessStats stats, Instant when) {
        if (!stats.started().equals(last.started())) {
            counted.clear(); // it counts anew
            backlogs.clear();
        }
        last = stats;
        heard = when;
    }

    /// What was counted since the records before, of which some may be missing.
    Map<Counted, Long> more(String account, AccountStats now) {
        Map<Counted, Long> before = counted.put(account, now.counts());
        if (now.backlog().equals(Backlog.NONE)) {
            backlogs.remove(account);
        } else {
            backlogs.put(account, now.backlog());
        }
        if (before == null) {
            return now.added();
        }
        var more = new EnumMap<Counted, Long>(Counted.class);
        now.counts()
                .forEach((what, count) -> {
                    long fresh = count - before.getOrDefault(what, 0L);
                    if (fresh > 0) {
                        more.put(what, fresh);
                    }
                });
        return more;
    }

    Backlog backlog(String account) {
        return backlogs.getOrDefault(account, Backlog.NONE);
    }

    /// Its newest record.
    ProcessStats last() {
        return last;
    }

    /// When it was heard of last.
    Instant heard() {
        return heard;
    }
}
