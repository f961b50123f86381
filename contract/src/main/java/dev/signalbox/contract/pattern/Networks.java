package dev.signalbox.contract.pattern;

import java.util.Arrays;

/// IPv4 networks: one look-up for each number of bits that some network has.
final class Networks extends Finder {
    private static final int BITS = 32;

    private final Cells cells = new Cells();
    private final int[] ofBits = new int[BITS + 1];

    /// The numbers of bits that some network has.
    private int[] lengths = {};

    private static int hash(long address, int bits) {
        return (int) (address >> (BITS - bits)) * 33 + bits;
    }

    @Override
    int others(Condition.OfValue key) {
        var cidr = (Condition.Cidr) key;
        return cells.count(hash(cidr.network(), cidr.bits()));
    }

    @Override
    void add(Held held) {
        var cidr = (Condition.Cidr) held.key;
        cells.add(hash(cidr.network(), cidr.bits()), held);
        if (ofBits[cidr.bits()]++ == 0) {
            lengths = Arrays.copyOf(lengths, lengths.length + 1);
            lengths[lengths.length - 1] = cidr.bits();
        }
    }

    @Override
    void remove(Held held) {
        var cidr = (Condition.Cidr) held.key;
        cells.remove(held);
        if (--ofBits[cidr.bits()] == 0) {
            lengths = Arrays.stream(lengths).filter(bits -> bits != cidr.bits()).toArray();
        }
    }

    @Override
    void find(Scalar value, Hits hits) {
        long address = value.isText() ? Ipv4.parse(value.text()) : Ipv4.NONE;
        if (address == Ipv4.NONE) {
            return;
        }
        int mark = hits.mark();
        for (int bits : lengths) {
            hits.add(cells, hash(address, bits), value);
        }
        hits.once(mark);
    }
}
