package dev.signalbox.contract.pattern;

/// IPv4 networks: one look-up for each number of bits that some network has.
final class Networks extends Finder {
    private static final int BITS = 32;

    private final Cells cells = new Cells();
    private final Lengths lengths = new Lengths(BITS);

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
        lengths.add(cidr.bits());
    }

    @Override
    void remove(Held held) {
        cells.remove(held);
        lengths.remove(((Condition.Cidr) held.key).bits());
    }

    @Override
    void find(Scalar value, Hits hits) {
        long address = value.isText() ? Ipv4.parse(value.text()) : Ipv4.NONE;
        if (address == Ipv4.NONE) {
            return;
        }
        int mark = hits.mark();
        for (int bits : lengths.inUse()) {
            hits.add(cells, hash(address, bits), value);
        }
        hits.once(mark);
    }
}
