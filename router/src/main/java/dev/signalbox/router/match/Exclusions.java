package dev.signalbox.router.match;

import dev.signalbox.contract.pattern.Condition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What wants anything but some values: all of it, less what excludes the value. A bit stands for
/// each, so that many are left out at once.
final class Exclusions extends Finder {
    private final Slots slots;
    private final Rests rests;
    private final ValueIndex excluding;
    private final Map<Condition.AnythingBut, Integer> placeOf = new HashMap<>();
    private final List<@Nullable Leads> byPlace = new ArrayList<>();
    private final BitSet all = new BitSet();
    private final Map<Condition.OfValue, Excluded> excluded = new HashMap<>();
    private final Numbered<Places> placesOf = new Numbered<>();

    /// Which places a value excludes, and how it is found.
    private record Excluded(int number, Places places, Condition.OfValue key, Rest rest) {
        long lead() {
            return Lead.of(number, rest);
        }
    }

    Exclusions(Slots slots, Rests rests) {
        this.slots = slots;
        this.rests = rests;
        excluding = new ValueIndex(slots, rests);
    }

    private @Nullable Leads leads(Condition.OfValue key) {
        Integer place = placeOf.get((Condition.AnythingBut) key);
        return place == null ? null : byPlace.get(place);
    }

    @Override
    int count(Condition.OfValue key) {
        Leads leads = leads(key);
        return leads == null ? 0 : leads.size();
    }

    @Override
    void add(Condition.OfValue key, long lead) {
        Leads leads = leads(key);
        if (leads == null) {
            leads = new Leads();
            place((Condition.AnythingBut) key, leads);
        }
        leads.add(lead);
    }

    private void place(Condition.AnythingBut but, Leads leads) {
        int place = all.nextClearBit(0);
        all.set(place);
        placeOf.put(but, place);
        if (place == byPlace.size()) {
            byPlace.add(leads);
        } else {
            byPlace.set(place, leads);
        }
        for (Condition.OfValue value : but.excluded()) {
            excluded.computeIfAbsent(value, this::exclude).places.add(place);
        }
    }

    private Excluded exclude(Condition.OfValue value) {
        Condition.OfValue key = excluding.key(value);
        Rest rest = rests.want(ValueIndex.besides(value, key), List.of(), false);
        var places = new Places();
        var one = new Excluded(placesOf.add(places), places, key, rest);
        excluding.add(key, one.lead());
        return one;
    }

    @Override
    void remove(Condition.OfValue key, long lead) {
        Leads leads = leads(key);
        if (leads == null) {
            return;
        }
        leads.remove(lead);
        if (leads.isEmpty()) {
            displace((Condition.AnythingBut) key);
        }
    }

    private void displace(Condition.AnythingBut but) {
        Integer place = placeOf.remove(but);
        if (place == null) {
            return;
        }
        all.clear(place);
        byPlace.set(place, null);
        for (Condition.OfValue value : but.excluded()) {
            Excluded one = excluded.get(value);
            if (one != null) {
                one.places.remove(place);
                if (one.places.isEmpty()) {
                    excluded.remove(value);
                    excluding.remove(one.key, one.lead());
                    placesOf.remove(one.number);
                    rests.release(one.rest);
                }
            }
        }
    }

    @Override
    void find(Reading reading, int value, Hits hits) {
        Hits excludes = hits.within();
        excluding.find(reading, value, excludes);
        excludes.settle(slots, placesOf);
        for (int i = 0; i < excludes.size(); i++) {
            if (placesOf.get(excludes.found(i)).count == placeOf.size()) {
                return; // all exclude it
            }
        }
        BitSet left = excludes.size() == 0 ? all : (BitSet) all.clone();
        for (int i = 0; i < excludes.size(); i++) {
            placesOf.get(excludes.found(i)).takeFrom(left);
        }
        for (int place = left.nextSetBit(0); place >= 0; place = left.nextSetBit(place + 1)) {
            Leads leads = byPlace.get(place);
            if (leads != null) {
                hits.lead(leads, value);
            }
        }
    }

    /// Places as numbers while they are few, as bits when they are many.
    private static final class Places {
        private static final int FEW = 512;

        private int[] few = new int[1];
        private int count;
        private @Nullable BitSet many;

        boolean isEmpty() {
            return count == 0;
        }

        private int at(int place) {
            for (int i = count - 1; i >= 0; i--) {
                if (few[i] == place) {
                    return i;
                }
            }
            return -1;
        }

        void add(int place) {
            if (has(place)) {
                return;
            }
            if (many == null && count == FEW) {
                many = new BitSet();
                for (int one : few) {
                    many.set(one);
                }
                few = new int[0];
            }
            if (many != null) {
                many.set(place);
            } else {
                if (count == few.length) {
                    few = Arrays.copyOf(few, count * 2);
                }
                few[count] = place;
            }
            count++;
        }

        private boolean has(int place) {
            return many == null ? at(place) >= 0 : many.get(place);
        }

        void remove(int place) {
            if (!has(place)) {
                return;
            }
            if (many != null) {
                many.clear(place);
            } else {
                few[at(place)] = few[count - 1];
            }
            count--;
        }

        void takeFrom(BitSet places) {
            if (many != null) {
                places.andNot(many);
                return;
            }
            for (int i = 0; i < count; i++) {
                places.clear(few[i]);
            }
        }
    }
}
