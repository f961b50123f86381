package dev.signalbox.contract.match;

import dev.signalbox.contract.pattern.Condition;
import dev.signalbox.contract.pattern.Ipv4;
import dev.signalbox.contract.pattern.Scalar;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// IPv4 networks: for each number of bits that some network has, by these bits.
final class NetworkTable<R> implements ConditionTable<R> {
    private static final int ADDRESS_BITS = 32;

    private final Map<Integer, Map<Long, Bucket<R>>> byBits = new TreeMap<>();

    private static long network(long address, int bits) {
        return address >> (ADDRESS_BITS - bits);
    }

    @Override
    public void add(Bucket<R> bucket) {
        if (bucket.condition instanceof Condition.Cidr(long address, int bits)) {
            byBits.computeIfAbsent(bits, _ -> new HashMap<>()).put(network(address, bits), bucket);
        }
    }

    @Override
    public void remove(Bucket<R> bucket) {
        if (bucket.condition instanceof Condition.Cidr(long address, int bits)) {
            byBits.computeIfPresent(
                    bits,
                    (_, networks) -> {
                        networks.remove(network(address, bits));
                        return networks.isEmpty() ? null : networks;
                    });
        }
    }

    @Override
    public void find(List<Scalar> values, Candidates<R> candidates) {
        for (Scalar value : values) {
            long address = value.isText() ? Ipv4.parse(value.text()) : Ipv4.NONE;
            if (address != Ipv4.NONE) {
                byBits.forEach((bits, networks) -> {
                    Bucket<R> found = networks.get(network(address, bits));
                    if (found != null) {
                        candidates.addFitting(found, value);
                    }
                });
            }
        }
    }
}
