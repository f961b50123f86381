package dev.signalbox.router.match;

import java.util.Arrays;

/// Leads that are found together, in no order.
final class Leads {
    private static final int SMALLEST = 4;

    private long[] leads = {};
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    long get(int at) {
        return leads[at];
    }

    void add(long lead) {
        if (size == leads.length) {
            leads = Arrays.copyOf(leads, Math.max(SMALLEST, size * 2));
        }
        leads[size++] = lead;
    }

    /// Removes a lead once; what came last takes its place.
    void remove(long lead) {
        int at = size - 1;
        while (at >= 0 && leads[at] != lead) {
            at--;
        }
        if (at < 0) {
            return;
        }
        leads[at] = leads[--size];
        if (leads.length > SMALLEST && size < leads.length / 4) {
            leads = Arrays.copyOf(leads, leads.length / 2);
        }
    }
}
