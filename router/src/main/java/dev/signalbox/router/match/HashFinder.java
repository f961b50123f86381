package dev.signalbox.router.match;

import dev.signalbox.contract.pattern.Condition;

/// A finder of conditions that each have a hash: of their text, mostly. What a value fits is found
/// by the hashes of its pieces.
abstract sealed class HashFinder extends Finder permits Exacts, Affixes, Parts, Networks {
    private final Slots slots;
    private final long owner;

    HashFinder(Slots slots) {
        this.slots = slots;
        owner = slots.owner();
    }

    /// The hash of a condition.
    abstract long hash(Condition.OfValue key);

    /// The hash of a piece as it stands in the slots.
    final long sealed(long hash, int length) {
        return Hash.seal(hash, owner, length);
    }

    /// Adds what has the hash of a piece of a value.
    final void look(long hash, int length, int value, Hits hits) {
        hits.add(slots, sealed(hash, length), value);
    }

    @Override
    final int count(Condition.OfValue key) {
        return slots.count(hash(key));
    }

    @Override
    void add(Condition.OfValue key, long lead) {
        slots.add(hash(key), lead);
    }

    @Override
    void remove(Condition.OfValue key, long lead) {
        slots.remove(hash(key), lead);
    }
}
