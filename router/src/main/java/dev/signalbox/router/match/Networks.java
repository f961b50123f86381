package dev.signalbox.router.match;

import dev.signalbox.contract.pattern.Condition;
import dev.signalbox.contract.pattern.Ipv4;

/// IPv4 networks: one look-up for each number of bits that some network has.
final class Networks extends HashFinder {
    private static final int BITS = 32;

    private final Lengths lengths = new Lengths(BITS);

    Networks(Slots slots) {
        super(slots);
    }

    private static long hash(long address, int bits) {
        return Hash.word(Hash.START, address >> (BITS - bits));
    }

    @Override
    long hash(Condition.OfValue key) {
        var cidr = (Condition.Cidr) key;
        return sealed(hash(cidr.network(), cidr.bits()), cidr.bits());
    }

    @Override
    void add(Condition.OfValue key, long lead) {
        super.add(key, lead);
        lengths.add(((Condition.Cidr) key).bits());
    }

    @Override
    void remove(Condition.OfValue key, long lead) {
        super.remove(key, lead);
        lengths.remove(((Condition.Cidr) key).bits());
    }

    @Override
    void find(Reading reading, int value, Hits hits) {
        long address = reading.isText(value) ? Ipv4.parse(reading.text(value)) : Ipv4.NONE;
        if (address == Ipv4.NONE) {
            return;
        }
        for (int bits : lengths.inUse()) {
            look(hash(address, bits), bits, value, hits);
        }
    }
}
