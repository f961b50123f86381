package dev.signalbox.router.match;

import java.util.HashMap;
import java.util.Map;

/// Says of most hashes that are not in it that they are not: two bits of one word for each hash, in
/// so few words that they stay next to the processor. What has been removed is let through until
/// the bits are made anew.
final class Sieve {
    private static final int BITS_EACH = 16;
    private static final int SMALLEST = 8;

    /// How often each is in it.
    private final Map<Long, Integer> hashes = new HashMap<>();

    private long[] bits = new long[SMALLEST];
    private int set;

    boolean isEmpty() {
        return hashes.isEmpty();
    }

    /// Lets a hash through.
    void add(long hash) {
        if (hashes.merge(hash, 1, Integer::sum) > 1) {
            return;
        }
        if (++set * BITS_EACH > bits.length * Long.SIZE) {
            set = hashes.size();
            int full = (set + set / 4) * BITS_EACH / Long.SIZE; // room for some more
            bits = new long[Math.max(SMALLEST, 2 * Integer.highestOneBit(full))];
            hashes.keySet().forEach(this::set);
        }
        set(hash);
    }

    /// Takes back what was added once.
    void remove(long hash) {
        hashes.computeIfPresent(hash, (same, times) -> times == 1 ? null : times - 1);
    }

    private void set(long hash) {
        bits[word(bits, hash)] |= both(hash);
    }

    private static int word(long[] bits, long hash) {
        return (int) (hash >>> 12) & (bits.length - 1);
    }

    private static long both(long hash) {
        return (1L << hash) | (1L << (hash >>> 6));
    }

    /// What [#letsThrough] takes, to be kept at hand while one value is looked at.
    long[] bits() {
        return bits;
    }

    static boolean letsThrough(long[] bits, long hash) {
        return (~bits[word(bits, hash)] & both(hash)) == 0;
    }
}
