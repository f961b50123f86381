package dev.signalbox.contract.pattern;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What wants anything but some values: all of it, less what excludes the value. A bit stands for
/// each, so that many are left out at once.
final class Exclusions extends Finder {
    private final List<@Nullable Held> byPlace = new ArrayList<>();
    private final BitSet all = new BitSet();
    private final ValueIndex excluding = new ValueIndex();

    @Override
    int others(Condition.OfValue key) {
        return all.cardinality();
    }

    @Override
    void add(Held held) {
        held.place = all.nextClearBit(0);
        all.set(held.place);
        if (held.place == byPlace.size()) {
            byPlace.add(held);
        } else {
            byPlace.set(held.place, held);
        }
        for (Condition.OfValue excluded : ((Condition.AnythingBut) held.key).excluded()) {
            Leads leads = excluding.want(excluded);
            if (leads.isEmpty()) {
                leads.add(new Places(), Rest.NOTHING);
            }
            ((Places) leads.thing(0)).add(held.place);
        }
    }

    @Override
    void remove(Held held) {
        all.clear(held.place);
        byPlace.set(held.place, null);
        for (Condition.OfValue excluded : ((Condition.AnythingBut) held.key).excluded()) {
            Leads leads = excluding.get(excluded);
            if (leads != null) {
                var places = (Places) leads.thing(0);
                places.remove(held.place);
                if (places.isEmpty()) {
                    excluding.remove(excluded);
                }
            }
        }
    }

    @Override
    void find(Scalar value, Hits hits) {
        var left = (BitSet) all.clone();
        var excluded = new Hits();
        excluding.find(value, excluded);
        excluded.settle(false);
        for (int i = 0; i < excluded.size(); i++) {
            ((Places) excluded.thing(i)).takeFrom(left);
        }
        for (int place = left.nextSetBit(0); place >= 0; place = left.nextSetBit(place + 1)) {
            Held held = byPlace.get(place);
            if (held != null) {
                hits.add(held, value);
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
            return many == null ? count == 0 : many.isEmpty();
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
            if (many != null) {
                many.set(place);
            } else if (at(place) < 0) {
                if (count == FEW) {
                    many = new BitSet();
                    for (int one : few) {
                        many.set(one);
                    }
                    many.set(place);
                    few = new int[0];
                    return;
                }
                if (count == few.length) {
                    few = Arrays.copyOf(few, count * 2);
                }
                few[count++] = place;
            }
        }

        void remove(int place) {
            if (many != null) {
                many.clear(place);
                return;
            }
            int at = at(place);
            if (at >= 0) {
                few[at] = few[--count];
            }
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
