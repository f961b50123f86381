package dev.signalbox.notifier.lane;

import java.util.Arrays;

/// Which records of a partition are done although one before them is not. It is committed as text
/// beside the offset, so that a slow target, which holds the offset back for as long as an attempt
/// may last, does not have all that came meanwhile repeated when the process dies.
///
/// The text is the lengths of runs from the offset on, of what is not done and what is done in
/// turns, in base 36 with commas: `1,2s` is one record that is not done and 100 that are. Kafka's
/// brokers take 4,096 bytes by default; where that is too little the end is left out, and what is
/// told nowhere counts as not done.
final class DoneAhead {
    /// Nothing is done ahead.
    static final DoneAhead NOTHING = new DoneAhead(new long[0]);

    private static final int LONGEST = 4_000;
    private static final int RADIX = 36;

    /// Where the runs end, alternately of what is not done and what is; the last ends what is done.
    private final long[] ends;

    private DoneAhead(long[] ends) {
        this.ends = ends;
    }

    /// Reads a text; one that is not understood tells nothing.
    ///
    /// @param offset that was committed with it
    static DoneAhead read(long offset, String text) {
        if (text.isEmpty()) {
            return NOTHING;
        }
        String[] runs = text.split(",", -1);
        var ends = new long[runs.length];
        long end = offset;
        for (int i = 0; i < runs.length; i++) {
            try {
                long length = Long.parseLong(runs[i], RADIX);
                if (length <= 0) {
                    return NOTHING;
                }
                end += length;
            } catch (NumberFormatException e) {
                return NOTHING;
            }
            ends[i] = end;
        }
        return new DoneAhead(ends);
    }

    /// Whether a record is told to be done, of those at the offset or after it.
    boolean contains(long offset) {
        if (ends.length == 0 || offset >= ends[ends.length - 1]) {
            return false;
        }
        int at = Arrays.binarySearch(ends, offset);
        int run = at >= 0 ? at + 1 : -at - 1;
        return run % 2 == 1;
    }

    /// Writes a text, given the records that were taken in hand, in order.
    static final class Writer {
        private final StringBuilder text = new StringBuilder();
        private long begin;
        private long end;
        private long doneTo;

        /// @param offset the first record that is not done
        Writer(long offset) {
            begin = offset;
            end = offset;
            doneTo = offset;
        }

        /// Notes the next record.
        void add(long offset, boolean done) {
            if (done) {
                doneTo = offset + 1;
            } else {
                if (offset > end) {
                    close(offset);
                    begin = offset;
                }
                end = offset + 1;
            }
        }

        /// Whether there is no room for more.
        boolean full() {
            return text.length() > LONGEST - 2 * Long.toString(Long.MAX_VALUE, RADIX).length() - 2;
        }

        private void close(long to) {
            text.append(text.isEmpty() ? "" : ",")
                    .append(Long.toString(end - begin, RADIX))
                    .append(',')
                    .append(Long.toString(to - end, RADIX));
        }

        /// What was noted; empty where nothing is done ahead.
        String text() {
            if (doneTo > end && !full()) {
                close(doneTo);
                begin = doneTo;
                end = doneTo;
            }
            return text.toString();
        }
    }
}
