package dev.signalbox.web.session;

import java.time.Instant;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/// The sessions that were ended by logging out although their tokens are good for longer: the
/// 100,000 that would have lasted the longest. Safe for use by any thread.
public final class EndedSessions {
    private static final int MOST = 100_000;

    private final NavigableMap<Instant, Set<String>> byEnd = new TreeMap<>();
    private final Set<String> ids = new HashSet<>();

    /// Whether the session was ended.
    public synchronized boolean contain(SessionToken session) {
        return ids.contains(session.id());
    }

    /// Ends a session.
    public synchronized void add(SessionToken session, Instant now) {
        while (!byEnd.isEmpty() && (byEnd.firstKey().isBefore(now) || ids.size() >= MOST)) {
            ids.removeAll(byEnd.pollFirstEntry().getValue());
        }
        ids.add(session.id());
        byEnd.computeIfAbsent(session.expires(), end -> new HashSet<>()).add(session.id());
    }
}
