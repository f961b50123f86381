package dev.signalbox.router.match;

import dev.signalbox.contract.pattern.Condition;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Objects;
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
    private static final int SOME = 64;
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

    /// What needs no further look, where it may be found several times; else nothing.
    private final BitSet seen = new BitSet();

    private @Nullable Rests rests;
    private @Nullable Reading reading;

    /// Of no use itself: what it is the sum of has been read.
    @SuppressWarnings("UnusedVariable")
    private long touched;

    private final HashedText hashed = new HashedText();
    private @Nullable Hits within;

    /// Begins with an event, when all of it has been read.
    ///
    /// @param restsOfLeads what leads name
    void begin(Rests restsOfLeads, Reading readingOfEvent) {
        rests = restsOfLeads;
        reading = readingOfEvent;
    }

    /// Forgets everything, to be used again. A few leaves stay in memory until others take their
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
        seen.clear();
        hashed.clear();
        rests = null;
        reading = null;
        if (within != null) {
            within.clear();
        }
    }

    /// The hashes of a piece of a value, until those of the next are asked for.
    HashedText hashed(int value, int from, int to) {
        reading().hash(value, from, to, hashed);
        return hashed;
    }

    /// Others, empty and for the same event, for what has to be looked up first.
    Hits within() {
        Hits others = within;
        if (others == null) {
            others = new Hits();
            within = others;
        }
        others.clear();
        others.begin(Objects.requireNonNull(rests), reading());
        return others;
    }

    /// Adds what slots have of a hash; mostly they have nothing.
    void add(Slots slots, long hash, int value) {
        if (looks == hashes.length) {
            hashes = Arrays.copyOf(hashes, looks * 2);
            places = Arrays.copyOf(places, looks * 2);
            sought = Arrays.copyOf(sought, looks * 2);
        }
        int place = slots.perhaps(hash);
        hashes[looks] = hash;
        places[looks] = place;
        sought[looks] = value;
        looks += -place >>> 31; // one, where there may be something
    }

    /// Adds what a leaf of ranges has around a number. Of an event with lists of values it is
    /// looked at now, since there may be many.
    ///
    /// @param room how many ranges have room in the leaf
    /// @param key the number's place among the ends
    void add(long[] ends, @Nullable Object[] rangesOfLeaf, int room, long key, int number) {
        if (reading().several()) {
            takeAround(ends, rangesOfLeaf, room, key, number, RangeNode.around(ends, room, key));
            return;
        }
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

    /// Of an event with lists of values it is looked at now, since there may be many.
    private void lead(long lead, int value) {
        if (reading().several()) {
            take(lead, value);
            return;
        }
        if (leadsSize == leads.length) {
            leads = Arrays.copyOf(leads, leadsSize * 2);
            leading = Arrays.copyOf(leading, leadsSize * 2);
        }
        leads[leadsSize] = lead;
        leading[leadsSize++] = value;
    }

    private Reading reading() {
        return Objects.requireNonNull(reading);
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
        Set<Long> many = null;
        int kept = mark;
        for (int i = mark; i < looks; i++) {
            if (many == null && kept - mark > SOME) {
                many = new HashSet<>();
                for (int j = mark; j < kept; j++) {
                    many.add(hashes[j]);
                }
            }
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

    /// Looks at all that has been added, so that what an event fits is found: an entry once, but
    /// for one of several conditions whose rest does not say so.
    ///
    /// @param slots where the hashes are
    /// @param entries what the leads name
    void settle(Slots slots, Numbered<?> entries) {
        touch(slots);
        for (int i = 0; i < looks; i++) {
            long hash = hashes[i];
            int first = slots.seek(places[i], hash);
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
            takeAround(leaf[i], ranges[i], rooms[i], keys[i], numbers[i], around[i]);
        }
        touch(entries);
        for (int i = 0; i < leadsSize; i++) {
            take(leads[i], leading[i]);
        }
    }

    private void takeAround(
            long[] ends,
            @Nullable Object[] rangesOfLeaf,
            int room,
            long key,
            int number,
            int some) {
        for (int left = some; left != 0; left &= left - 1) {
            int at = Integer.numberOfTrailingZeros(left);
            if (RangeNode.isWithin(ends, room, at, key)
                    || Condition.fits(
                            RangeNode.range(rangesOfLeaf, at), reading().scalar(number))) {
                lead(RangeNode.lead(ends, room, at), number);
            }
        }
    }

    /// Finds an entry, if its rest fits. Where it may come again, it is passed over then: when it
    /// was found, and when what did not fit is the same for all values.
    private void take(long lead, int value) {
        int entry = Lead.entry(lead);
        Rest rest = Objects.requireNonNull(rests).get(Lead.rest(lead));
        if (!rest.again && !reading().several()) {
            if (rest.fits(reading(), value)) {
                keep(entry);
            }
        } else if (!seen.get(entry)) {
            boolean fits = rest.fits(reading(), value);
            if (fits || rest.besides.isEmpty()) {
                seen.set(entry);
            }
            if (fits) {
                keep(entry);
            }
        }
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
