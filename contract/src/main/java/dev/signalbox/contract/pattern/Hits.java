package dev.signalbox.contract.pattern;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an event led to. First all hashes are gathered, and the leaves of [Ranges]; then all that
/// stands there is read a little, and then it is looked at. With many rules each look waits for
/// memory: so the waits run side by side.
///
/// ```
///   hashes → slots                      ┐
///   leaves → which of its ranges        ├→ what stands there → what of it fits → found
///   leads of what is there, or is not   ┘
/// ```
///
/// Up to the last step there is hardly a branch: a processor that foresaw one wrongly would have
/// begun the wrong waits.
final class Hits {
    private static final int FEW = 16;
    private static final int MANY = 1_024;

    private long[] hashes = new long[FEW];
    private int[] places = new int[FEW];
    private int[] sought = new int[FEW];
    private int looks;

    private long[][] leaf = {};
    private @Nullable Object[][] ranges = {};
    private long[] keys = {};
    private int[] numbers = {};
    private int[] around = {};
    private int[] rooms = {};
    private int leaves;

    private long[] leads = new long[FEW];
    private int[] leading = new int[FEW];
    private int leadsSize;

    private int[] found = new int[FEW];
    private int size;

    /// What has been found, where it may be found several times; else nothing.
    private Set<Integer> seen = new HashSet<>();

    /// Of no use itself: what it is the sum of has been read.
    @SuppressWarnings("UnusedVariable")
    private long touched;

    private final HashedText hashed = new HashedText();
    private @Nullable Hits within;

    /// Forgets everything, to be used again. A few things stay in memory until others take their
    /// places.
    void clear() {
        if (hashes.length > MANY) {
            hashes = new long[FEW];
            places = new int[FEW];
            sought = new int[FEW];
        }
        if (leads.length > MANY) {
            leads = new long[FEW];
            leading = new int[FEW];
            found = new int[FEW];
        }
        looks = 0;
        leaves = 0;
        leadsSize = 0;
        size = 0;
        if (!seen.isEmpty()) {
            seen = new HashSet<>();
        }
        hashed.clear();
    }

    /// The hashes of a piece of a value, until those of the next are asked for.
    HashedText hashed(Reading reading, int value, int from, int to) {
        reading.hash(value, from, to, hashed);
        return hashed;
    }

    /// Others, empty, for what has to be looked up first.
    Hits within() {
        Hits others = within;
        if (others == null) {
            others = new Hits();
            within = others;
        }
        others.clear();
        return others;
    }

    /// Adds what slots have of a hash; mostly they have nothing.
    void add(Slots slots, long hash, int value) {
        if (looks == hashes.length) {
            hashes = Arrays.copyOf(hashes, looks * 2);
            places = Arrays.copyOf(places, looks * 2);
            sought = Arrays.copyOf(sought, looks * 2);
        }
        hashes[looks] = hash;
        places[looks] = slots.perhaps(hash);
        sought[looks++] = value;
    }

    /// Adds what a leaf of ranges has around a number.
    ///
    /// @param room how many ranges have room in the leaf
    /// @param key the number's place among the ends
    void add(long[] ends, @Nullable Object[] rangesOfLeaf, int room, long key, int number) {
        if (leaves == keys.length) {
            int more = leaves * 2 + 2;
            leaf = Arrays.copyOf(leaf, more);
            ranges = Arrays.copyOf(ranges, more);
            rooms = Arrays.copyOf(rooms, more);
            keys = Arrays.copyOf(keys, more);
            numbers = Arrays.copyOf(numbers, more);
            around = Arrays.copyOf(around, more);
        }
        leaf[leaves] = ends;
        ranges[leaves] = rangesOfLeaf;
        rooms[leaves] = room;
        keys[leaves] = key;
        numbers[leaves++] = number;
    }

    /// Adds leads.
    ///
    /// @param value what led to them, or [Reading#NONE]
    void lead(Leads all, int value) {
        for (int at = 0; at < all.size(); at++) {
            lead(all.get(at), value);
        }
    }

    private void lead(long lead, int value) {
        if (leadsSize == leads.length) {
            leads = Arrays.copyOf(leads, leadsSize * 2);
            leading = Arrays.copyOf(leading, leadsSize * 2);
        }
        leads[leadsSize] = lead;
        leading[leadsSize++] = value;
    }

    /// How many hashes have been added.
    int mark() {
        return looks;
    }

    /// Leaves each hash once of those that have been added since a mark, all for the same value.
    void once(int mark) {
        if (looks - mark < 2) {
            return;
        }
        Set<Long> many = looks - mark > FEW ? new HashSet<>() : null;
        int kept = mark;
        for (int i = mark; i < looks; i++) {
            if (many == null ? isNew(hashes[i], mark, kept) : many.add(hashes[i])) {
                places[kept] = places[i];
                hashes[kept++] = hashes[i];
            }
        }
        looks = kept;
    }

    private boolean isNew(long hash, int from, int to) {
        for (int i = from; i < to; i++) {
            if (hashes[i] == hash) {
                return false;
            }
        }
        return true;
    }

    /// Looks at all that has been added, so that what an event fits is found, each once.
    ///
    /// @param slots where the hashes are
    /// @param rests what the leads name
    /// @param entries what they name too
    void settle(Slots slots, Rests rests, Numbered<?> entries, Reading reading) {
        touch(slots);
        for (int i = 0; i < looks; i++) {
            long hash = hashes[i];
            int first = places[i] == 0 ? 0 : slots.seek(places[i], hash);
            for (int at = first; at != 0; at = slots.next(at, hash)) {
                long lead = slots.lead(at);
                if (lead < 0) {
                    lead(slots.together(lead), sought[i]);
                } else {
                    lead(lead, sought[i]);
                }
            }
        }
        for (int i = 0; i < leaves; i++) {
            for (int left = around[i]; left != 0; left &= left - 1) {
                int at = Integer.numberOfTrailingZeros(left);
                if (isWithin(i, at, reading)) {
                    lead(RangeNode.lead(leaf[i], rooms[i], at), numbers[i]);
                }
            }
        }
        touch(entries);
        for (int i = 0; i < leadsSize; i++) {
            int entry = Lead.entry(leads[i]);
            Rest rest = rests.get(Lead.rest(leads[i]));
            if (rest.fits(reading, leading[i])
                    && (!(rest.again || reading.several()) || seen.add(entry))) {
                keep(entry);
            }
        }
    }

    private boolean isWithin(int i, int at, Reading reading) {
        return RangeNode.isWithin(leaf[i], rooms[i], at, keys[i])
                || Condition.fits(RangeNode.range(ranges[i], at), reading.scalar(numbers[i]));
    }

    /// Reads a little of all that will be looked at: in short loops without a branch, so that all
    /// waits run side by side.
    private void touch(Slots slots) {
        long sum = 0;
        for (int i = 0; i < looks; i++) {
            sum += slots.lead(places[i]);
        }
        for (int i = 0; i < leaves; i++) {
            sum += RangeNode.lead(leaf[i], rooms[i], 0);
        }
        for (int i = 0; i < leaves; i++) {
            around[i] = RangeNode.around(leaf[i], rooms[i], keys[i]);
        }
        touched = sum;
    }

    private void touch(Numbered<?> entries) {
        int sum = 0;
        for (int i = 0; i < leadsSize; i++) {
            sum += entries.touch(Lead.entry(leads[i]));
        }
        touched += sum;
    }

    private void keep(int entry) {
        if (size == found.length) {
            found = Arrays.copyOf(found, 2 * size);
        }
        found[size++] = entry;
    }

    /// How many have been found.
    int size() {
        return size;
    }

    /// The number of an entry that has been found.
    int found(int at) {
        return found[at];
    }
}
