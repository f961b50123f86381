package dev.signalbox.console.live;

import dev.signalbox.contract.stats.Backlog;
import dev.signalbox.contract.stats.ProcessStats;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// What the records of `signalbox.stats` say: the processes, and what was counted of each account
/// in the last ten minutes. Not for several threads: [LiveFeed] has the lock.
final class LiveNumbers {
    /// A process that was not heard of for so long is silent.
    static final Duration SILENT = Duration.ofSeconds(15);

    /// Accounts that are remembered, those that were counted or asked for last.
    private static final int MOST_ACCOUNTS = 2_000;

    /// By how much the clock of a process may differ before its records count for when they came.
    private static final Duration CLOCK_DIFFERENCE = Duration.ofSeconds(2);

    private final Map<String, KnownProcess> processes = new TreeMap<>();
    private final Map<String, AccountWindow> windows =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, AccountWindow> eldest) {
                    return size() > MOST_ACCOUNTS;
                }
            };

    /// Applies a record that comes now.
    void apply(ProcessStats stats, Instant now) {
        boolean agrees = Duration.between(stats.at(), now).abs().compareTo(CLOCK_DIFFERENCE) <= 0;
        applyAt(stats, agrees ? stats.at() : now);
    }

    /// Applies a record that was written before anybody watched.
    void applyPast(ProcessStats stats) {
        applyAt(stats, stats.at());
    }

    private void applyAt(ProcessStats stats, Instant when) {
        KnownProcess process =
                processes.computeIfAbsent(stats.process(), _ -> new KnownProcess(stats, when));
        process.apply(stats, when);
        stats.accounts()
                .forEach((account, its) ->
                        window(account).add(when, process.more(account, its), its.ages()));
        if (stats.ended()) {
            processes.remove(stats.process());
        }
    }

    /// Forgets all.
    void clear() {
        processes.clear();
        windows.clear();
    }

    /// What was counted of an account.
    AccountWindow window(String account) {
        return windows.computeIfAbsent(account, _ -> new AccountWindow());
    }

    /// The processes, by name. Those that fell silent longer ago than the window are forgotten.
    Collection<KnownProcess> processes(Instant now) {
        processes
                .values()
                .removeIf(process -> process.heard().isBefore(now.minus(AccountWindow.LENGTH)));
        return processes.values();
    }

    /// What there is to do for an account, as far as processes say that are not silent.
    Backlog backlog(String account, Instant now) {
        Backlog all = Backlog.NONE;
        for (KnownProcess process : processes.values()) {
            if (!isSilent(process, now)) {
                all = all.plus(process.backlog(account));
            }
        }
        return all;
    }

    /// Whether a process was not heard of for too long.
    static boolean isSilent(KnownProcess process, Instant now) {
        return process.heard().isBefore(now.minus(SILENT));
    }
}
