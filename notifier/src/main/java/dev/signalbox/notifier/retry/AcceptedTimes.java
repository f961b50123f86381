package dev.signalbox.notifier.retry;

import java.util.ArrayList;
import java.util.List;

/// A bag of times, in seconds, that knows its oldest, in little memory: at most [#MOST] spans of
/// time with a count each. While that suffices each span is one second; beyond it the two
/// neighbours become one that together are shortest, and so the oldest time is reported too old by
/// about a thirtieth of the whole at most, and never too young.
///
/// Not for several threads.
final class AcceptedTimes {
    static final int MOST = 64;

    private final List<Span> spans = new ArrayList<>(1);

    /// Times from the first to the last second, both among them.
    private static final class Span {
        private final long first;
        private long last;
        private int count = 1;

        Span(long second) {
            first = second;
            last = second;
        }
    }

    void add(long second) {
        int index = index(second);
        if (index >= 0) {
            spans.get(index).count++;
            return;
        }
        spans.add(-index - 1, new Span(second));
        if (spans.size() > MOST) {
            joinTwo();
        }
    }

    /// Takes out a time that was added.
    void remove(long second) {
        int index = index(second);
        if (index < 0) {
            throw new IllegalStateException("there is no such time: " + second);
        }
        Span span = spans.get(index);
        span.count--;
        if (span.count == 0) {
            spans.remove(index);
        }
    }

    boolean isEmpty() {
        return spans.isEmpty();
    }

    /// The oldest time, or one a little before it.
    long oldest() {
        return spans.getFirst().first;
    }

    /// The span that holds the second; else, as a negative number, where it would stand.
    private int index(long second) {
        int low = 0;
        int high = spans.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Span span = spans.get(middle);
            if (span.last < second) {
                low = middle + 1;
            } else if (span.first > second) {
                high = middle - 1;
            } else {
                return middle;
            }
        }
        return -low - 1;
    }

    private void joinTwo() {
        int best = 0;
        for (int i = 1; i < spans.size() - 1; i++) {
            if (length(i) < length(best)) {
                best = i;
            }
        }
        Span next = spans.remove(best + 1);
        Span joined = spans.get(best);
        joined.last = next.last;
        joined.count += next.count;
    }

    private long length(int index) {
        return spans.get(index + 1).last - spans.get(index).first;
    }
}
