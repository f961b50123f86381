package dev.signalbox.streams.ids;

import java.util.ArrayList;
import java.util.List;

/// A set of ids that may err on one side only: what it calls new was never added. A Bloom filter
/// whose bits for one id lie in one cache line. It grows by layers, each four times the one before,
/// up to about 11 MB; beyond 7 million ids it says "surely new" less and less often.
///
/// Ids are the two halves of a hash. Used by one thread.
final class IdFilter {
    private static final int FIRST_WORDS = 1 << 12;
    private static final int LARGEST_WORDS = 1 << 20;
    private static final int BITS_PER_ID = 12;
    private static final int BITS_SET = 6;
    private static final int WORDS_IN_LINE = 8;

    private final List<long[]> layers = new ArrayList<>();
    private long[] current = new long[FIRST_WORDS];
    private int room = roomIn(current);

    private static int roomIn(long[] layer) {
        return layer.length * Long.SIZE / BITS_PER_ID;
    }

    /// An empty set.
    IdFilter() {
        layers.add(current);
    }

    /// Adds an id.
    void add(long high, long low) {
        if (room-- == 0) {
            if (current.length < LARGEST_WORDS) {
                current = new long[current.length * 4];
                layers.add(current);
            }
            room = roomIn(current);
        }
        int line = line(current, high);
        long bits = low;
        for (int i = 0; i < BITS_SET; i++, bits >>>= 9) {
            current[line + (int) (bits >>> 6 & WORDS_IN_LINE - 1)] |= 1L << bits;
        }
    }

    /// Whether an id may have been added; false when it surely was not.
    boolean mayHold(long high, long low) {
        for (int i = layers.size() - 1; i >= 0; i--) {
            if (mayHold(layers.get(i), high, low)) {
                return true;
            }
        }
        return false;
    }

    private static boolean mayHold(long[] layer, long high, long low) {
        int line = line(layer, high);
        long bits = low;
        for (int i = 0; i < BITS_SET; i++, bits >>>= 9) {
            if ((layer[line + (int) (bits >>> 6 & WORDS_IN_LINE - 1)] & 1L << bits) == 0) {
                return false;
            }
        }
        return true;
    }

    private static int line(long[] layer, long high) {
        return (int) high & layer.length - WORDS_IN_LINE;
    }
}
