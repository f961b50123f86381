package dev.signalbox.contract.pattern;

/// Says of most hashes that are not in a table that they are not: two bits of one word for each
/// hash, in so few words that they stay next to the processor. What has been removed is let through
/// until the sieve is made anew.
final class Sieve {
    private static final int BITS_EACH = 16;
    private static final int SMALLEST = 8;

    private final Cells cells;
    private long[] bits = new long[SMALLEST];
    private int added;

    Sieve(Cells cells) {
        this.cells = cells;
    }

    /// Lets a hash through that the table has by now.
    void add(int hash) {
        if (++added * BITS_EACH > bits.length * Long.SIZE) {
            added = cells.used();
            int full = added * BITS_EACH / Long.SIZE;
            bits = new long[Math.max(SMALLEST, 2 * Integer.highestOneBit(full))];
            cells.forEachHash(this::set);
        }
        set(hash);
    }

    private void set(int hash) {
        bits[word(bits, hash)] |= both(hash);
    }

    private static int word(long[] bits, int hash) {
        return (hash >>> 12) & (bits.length - 1);
    }

    private static long both(int hash) {
        return (1L << hash) | (1L << (hash >>> 6));
    }

    /// What [#letsThrough] takes, to be kept at hand while one value is looked at.
    long[] bits() {
        return bits;
    }

    static boolean letsThrough(long[] bits, int hash) {
        return (~bits[word(bits, hash)] & both(hash)) == 0;
    }
}
