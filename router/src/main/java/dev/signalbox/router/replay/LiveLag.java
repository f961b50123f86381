package dev.signalbox.router.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// How far the live events are behind, so that replays make room for them: an event that is routed
/// more than a second after it was accepted had to wait.
///
/// Stream threads mark each event, which costs two plain writes. One thread looks at the marks now
/// and then; any may ask what it found.
public final class LiveLag {
    private static final Duration BEHIND = Duration.ofSeconds(1);

    private final Set<Mark> marks = ConcurrentHashMap.newKeySet();
    private volatile boolean behind;

    /// Nothing is behind.
    public LiveLag() {}

    /// The last event of a partition that was routed.
    public static final class Mark {
        private final AtomicLong offset = new AtomicLong(-1);
        private final AtomicLong accepted = new AtomicLong();
        private long offsetBefore = -1;

        private Mark() {}

        /// An event is routed.
        ///
        /// @param acceptedMillis when it was accepted, in milliseconds since the epoch
        public void routes(long offset, long acceptedMillis) {
            accepted.setOpaque(acceptedMillis);
            this.offset.setOpaque(offset);
        }

        private boolean isBehind(Instant now) {
            long reached = offset.getOpaque();
            boolean moved = reached != offsetBefore;
            offsetBefore = reached;
            return moved && accepted.getOpaque() < now.minus(BEHIND).toEpochMilli();
        }
    }

    /// A mark for a partition that is taken.
    public Mark take() {
        var mark = new Mark();
        marks.add(mark);
        return mark;
    }

    /// The partition is given up.
    public void giveUp(Mark mark) {
        marks.remove(mark);
    }

    /// Looks at the events that were routed since the last look. Called by one thread.
    void look(Instant now) {
        boolean found = false;
        for (Mark mark : marks) {
            found |= mark.isBehind(now);
        }
        behind = found;
    }

    /// Whether live events had to wait when this was last looked at.
    boolean isBehind() {
        return behind;
    }
}
