package dev.signalbox.notifier.task;

import java.util.Arrays;

/// The records of a partition that are done although one before them is not. They are committed as
/// text next to the offset, so that a slow target, which holds the offset back for as long as an
/// attempt may last, does not have all that came meanwhile repeated when the process dies.
///
/// The text is the lengths of runs from the offset on, of what is not done and what is done in
/// turns. Each is written as source maps write numbers, five bits a character, the lowest first:
/// `Bk8B` is one record that is not done and 1,924 that are. Kafka's brokers take 4,096 bytes by
/// default; where that is too little the end is left out, and what is listed nowhere counts as not
/// done.
public final class DoneAhead {
    /// Nothing is done ahead.
    public static final DoneAhead NOTHING = new DoneAhead(new long[0]);

    private static final String DIGITS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final int BITS = 5;
    private static final int MORE = 1 << BITS;
    private static final int LONGEST = 4_000;

    /// Room for two numbers of any length.
    private static final int ROOM = 2 * (Long.SIZE / BITS + 1);

    /// Where the runs end, alternately of what is not done and what is; the last ends what is done.
    private final long[] ends;

    private DoneAhead(long[] ends) {
        this.ends = ends;
    }

    /// Reads a text; one that is not understood lists nothing.
    ///
    /// @param offset that was committed with it
    public static DoneAhead read(long offset, String text) {
        var ends = new long[text.length()];
        int runs = 0;
        long end = offset;
        long length = 0;
        int shift = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = DIGITS.indexOf(text.charAt(i));
            if (digit < 0 || shift >= Long.SIZE - BITS) {
                return NOTHING;
            }
            length |= (long) (digit % MORE) << shift;
            shift += BITS;
            if (digit < MORE) {
                if (length == 0) {
                    return NOTHING;
                }
                end += length;
                ends[runs++] = end;
                length = 0;
                shift = 0;
            }
        }
        if (shift > 0) {
            return NOTHING;
        }
        return new DoneAhead(Arrays.copyOf(ends, runs));
    }

    /// Whether a record is listed as done, of those at the offset or after it.
    public boolean contains(long offset) {
        return past(offset) > offset;
    }

    /// The first record at an offset or after it that is not listed as done.
    long past(long offset) {
        if (ends.length == 0 || offset >= ends[ends.length - 1]) {
            return offset;
        }
        int at = Arrays.binarySearch(ends, offset);
        int run = at >= 0 ? at + 1 : -at - 1;
        return run % 2 == 1 ? ends[run] : offset;
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
            add(offset, offset + 1, done);
        }

        private void add(long from, long to, boolean done) {
            if (done) {
                doneTo = to;
            } else {
                if (from > end) {
                    close(from);
                    begin = from;
                }
                end = to;
            }
        }

        /// Notes what another text says of the records from an offset on.
        void addAll(DoneAhead other, long offset) {
            long from = offset;
            for (int run = 0; run < other.ends.length && !full(); run++) {
                long to = other.ends[run];
                if (to > from) {
                    add(from, to, run % 2 == 1);
                    from = to;
                }
            }
        }

        /// Whether there is no room for more.
        boolean full() {
            return text.length() > LONGEST - ROOM;
        }

        private void close(long to) {
            write(end - begin);
            write(to - end);
        }

        private void write(long length) {
            long rest = length;
            while (rest >= MORE) {
                text.append(DIGITS.charAt((int) (rest % MORE) + MORE));
                rest >>= BITS;
            }
            text.append(DIGITS.charAt((int) rest));
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
