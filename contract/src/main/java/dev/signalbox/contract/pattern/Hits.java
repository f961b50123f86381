package dev.signalbox.contract.pattern;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an event led to. First the places of all hashes are gathered, then what stands there, then
/// that is looked at, one kind of look after another: with many rules each look waits for memory,
/// and so the waits run side by side.
///
/// ```
///   hashes → places in cells → what is held there → what of it fits → what it leads to
/// ```
final class Hits {
    private static final int FEW = 16;

    private @Nullable Cells[] cells = new Cells[FEW];
    private int[] hashes = new int[FEW];
    private int[] places = new int[FEW];
    private @Nullable Scalar[] sought = new Scalar[FEW];
    private int cellsSize;
    private @Nullable Held[] perhaps = new Held[FEW];
    private @Nullable Scalar[] values = new Scalar[FEW];
    private int perhapsSize;

    /// Things and their rests, in turn.
    private @Nullable Object[] found = new Object[2 * FEW];

    private int size;
    private final LowBytes lowBytes = new LowBytes();

    /// Forgets everything, to be used again.
    void clear() {
        Arrays.fill(cells, 0, cellsSize, null);
        Arrays.fill(sought, 0, cellsSize, null);
        Arrays.fill(perhaps, 0, perhapsSize, null);
        Arrays.fill(values, 0, perhapsSize, null);
        Arrays.fill(found, 0, 2 * size, null);
        cellsSize = 0;
        perhapsSize = 0;
        size = 0;
    }

    /// Adds what cells have of a hash, all of which may fit a value; mostly they have nothing.
    void add(Cells at, int hash, Scalar value) {
        int place = at.find(hash);
        if (place < 0) {
            return;
        }
        if (cellsSize == hashes.length) {
            cells = Arrays.copyOf(cells, cellsSize * 2);
            hashes = Arrays.copyOf(hashes, cellsSize * 2);
            places = Arrays.copyOf(places, cellsSize * 2);
            sought = Arrays.copyOf(sought, cellsSize * 2);
        }
        cells[cellsSize] = at;
        hashes[cellsSize] = hash;
        places[cellsSize] = place;
        sought[cellsSize++] = value;
    }

    /// Adds what may fit a value.
    ///
    /// @param value null where it surely fits
    void add(@Nullable Held held, @Nullable Scalar value) {
        if (perhapsSize == values.length) {
            perhaps = Arrays.copyOf(perhaps, perhapsSize * 2);
            values = Arrays.copyOf(values, perhapsSize * 2);
        }
        perhaps[perhapsSize] = held;
        values[perhapsSize++] = value;
    }

    /// Adds what was found.
    void found(Object thing, Rest rest) {
        reserve(1);
        int at = 2 * size++;
        found[at] = thing;
        found[at + 1] = rest;
    }

    private void reserve(int more) {
        int length = 2 * (size + more);
        if (length > found.length) {
            found = Arrays.copyOf(found, 2 * length);
        }
    }

    /// The low bytes of a text, until those of the next are asked for.
    LowBytes lowBytes(String text) {
        lowBytes.take(text);
        return lowBytes;
    }

    /// How many hashes have been added.
    int mark() {
        return cellsSize;
    }

    /// Leaves each hash once of those that have been added since a mark; all are for the same cells
    /// and value.
    void once(int mark) {
        if (cellsSize - mark < 2) {
            return;
        }
        Set<Integer> many = cellsSize - mark > FEW ? new HashSet<>() : null;
        int kept = mark;
        for (int i = mark; i < cellsSize; i++) {
            if (many == null ? isNew(hashes[i], mark, kept) : many.add(hashes[i])) {
                places[kept] = places[i];
                hashes[kept++] = hashes[i];
            }
        }
        cellsSize = kept;
    }

    private boolean isNew(int hash, int from, int to) {
        for (int i = from; i < to; i++) {
            if (hashes[i] == hash) {
                return false;
            }
        }
        return true;
    }

    /// Looks at all that may fit, so that what does is found.
    ///
    /// @param several whether some field has several values, which may lead to the same
    void settle(boolean several) {
        lookUp();
        int kept = 0;
        for (int i = 0; i < perhapsSize; i++) {
            Held held = perhaps[i];
            Scalar value = values[i];
            if (held != null && (value == null || held.fits(value))) {
                perhaps[kept++] = held;
            }
        }
        kept = several ? each(kept) : kept;
        for (int i = 0; i < kept; i++) {
            Held held = perhaps[i];
            if (held != null) {
                held.addTo(this);
            }
        }
    }

    /// Leaves each once of the first ones that may fit.
    private int each(int of) {
        var held = new LinkedHashSet<>(Arrays.asList(perhaps).subList(0, of));
        held.toArray(perhaps);
        return held.size();
    }

    /// Each step is a loop of its own, and a short one: so the waits of all run side by side.
    private void lookUp() {
        int first = perhapsSize;
        for (int i = 0; i < cellsSize; i++) {
            Cells at = cells[i];
            add(at == null ? null : at.first(places[i]), sought[i]);
        }
        for (int i = 0; i < cellsSize; i++) {
            Held held = perhaps[first + i];
            if (held == null || held.place != hashes[i]) {
                held = otherwise(i);
                perhaps[first + i] = held;
            }
            for (Held next = held == null ? null : held.next; next != null; next = next.next) {
                add(next, sought[i]);
            }
        }
        int most = 0;
        for (int i = 0; i < perhapsSize; i++) {
            Held held = perhaps[i];
            most += held == null ? 0 : held.atMost();
        }
        reserve(most);
    }

    /// What has a hash, where something else has the same mark.
    private @Nullable Held otherwise(int at) {
        Cells within = cells[at];
        return within == null ? null : within.chain(hashes[at]);
    }

    /// How many have been found.
    int size() {
        return size;
    }

    Object thing(int at) {
        return Objects.requireNonNull(found[2 * at]);
    }

    Rest rest(int at) {
        return (Rest) Objects.requireNonNull(found[2 * at + 1]);
    }
}
