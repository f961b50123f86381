package dev.signalbox.router.match;

import java.util.Arrays;

/// The lengths that some condition has, so that only these are looked for.
final class Lengths {
    private final int[] counts;
    private int[] inUse = {};

    Lengths(int longest) {
        counts = new int[longest + 1];
    }

    void add(int length) {
        if (counts[length]++ == 0) {
            inUse = Arrays.copyOf(inUse, inUse.length + 1);
            inUse[inUse.length - 1] = length;
            Arrays.sort(inUse);
        }
    }

    void remove(int length) {
        if (--counts[length] == 0) {
            inUse = Arrays.stream(inUse).filter(one -> one != length).toArray();
        }
    }

    /// The longest of them, or 0.
    int longest() {
        return inUse.length == 0 ? 0 : inUse[inUse.length - 1];
    }

    /// All of them, the shortest first; not to be changed.
    int[] inUse() {
        return inUse;
    }
}
