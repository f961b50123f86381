package dev.signalbox.notifier.task;

import java.util.Arrays;

/// The hashes of 128 bits that were added last, in two tables of numbers: one that fills up and the
/// one that was full before it. For one thread.
final class LatestHashes {
    private final int most;
    private long[] filling;
    private long[] full;
    private int size;

    /// @param most how many are remembered, or up to twice as many
    LatestHashes(int most) {
        this.most = most;
        filling = new long[2 * Integer.highestOneBit(4 * most - 1)];
        full = new long[filling.length];
    }

    boolean contains(long high, long low) {
        return isAt(slot(filling, high, low), filling) || isAt(slot(full, high, low), full);
    }

    void add(long high, long low) {
        if (size == most) {
            long[] former = full;
            full = filling;
            filling = former;
            Arrays.fill(filling, 0);
            size = 0;
        }
        int slot = slot(filling, high, low);
        if (!isAt(slot, filling)) {
            filling[slot] = nonZero(high);
            filling[slot + 1] = low;
            size++;
        }
    }

    /// A slot whose first half is 0 is free.
    private static long nonZero(long high) {
        return high == 0 ? 1 : high;
    }

    private static boolean isAt(int slot, long[] table) {
        return table[slot] != 0;
    }

    /// Where a hash is, or would be: a slot is two numbers, and one that is taken by another leads
    /// to the next.
    private static int slot(long[] table, long high, long low) {
        int mask = table.length - 2;
        int slot = (int) low * 2 & mask;
        while (table[slot] != 0 && (table[slot] != nonZero(high) || table[slot + 1] != low)) {
            slot = slot + 2 & mask;
        }
        return slot;
    }
}
