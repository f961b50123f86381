package dev.signalbox.contract.pattern;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an event led to. First all hits are gathered, then they are looked at, one kind of look
/// after another: with many rules each look waits for memory, and so the waits run side by side.
final class Hits<T> {
    private static final int FEW = 16;

    private @Nullable Cells<T>[] cells = newCells(16);
    private int[] hashes = new int[16];
    private Scalar[] sought = new Scalar[16];
    private int cellsSize;
    private @Nullable Object[] perhaps = new Object[16];
    private @Nullable Scalar[] values = new Scalar[16];
    private int size;

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <T> @Nullable Cells<T>[] newCells(int length) {
        return new Cells[length];
    }

    /// Adds what cells have of a hash, all of which may fit a value.
    void add(Cells<T> at, int hash, Scalar value) {
        if (cellsSize == hashes.length) {
            cells = Arrays.copyOf(cells, cellsSize * 2);
            hashes = Arrays.copyOf(hashes, cellsSize * 2);
            sought = Arrays.copyOf(sought, cellsSize * 2);
        }
        cells[cellsSize] = at;
        hashes[cellsSize] = hash;
        sought[cellsSize++] = value;
    }

    /// Adds what surely fits.
    void add(Held<T> held) {
        put(held, null);
    }

    /// Adds what may fit a value.
    void add(Held<T> held, Scalar value) {
        put(held, value);
    }

    /// Adds something that surely fits and has no condition.
    void add(T thing) {
        put(thing, null);
    }

    private void put(Object what, @Nullable Scalar value) {
        if (size == values.length) {
            perhaps = Arrays.copyOf(perhaps, size * 2);
            values = Arrays.copyOf(values, size * 2);
        }
        perhaps[size] = what;
        values[size++] = value;
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

    /// Looks at all that may fit.
    ///
    /// @return how many things do, for [#get(int)]
    int settle() {
        lookUp();
        int kept = 0;
        for (int i = 0; i < size; i++) {
            Object what = perhaps[i];
            if (what instanceof Held<?> held) {
                Scalar value = values[i];
                if (value == null || held.fits(value)) {
                    perhaps[kept++] = held.thing;
                }
            } else {
                perhaps[kept++] = what;
            }
        }
        return kept;
    }

    /// One of the things that fit.
    @SuppressWarnings("unchecked")
    T get(int at) {
        return (T) Objects.requireNonNull(perhaps[at]);
    }

    private void lookUp() {
        for (int i = 0; i < cellsSize; i++) {
            Cells<T> at = cells[i];
            hashes[i] = at == null ? -1 : at.find(hashes[i]);
        }
        for (int i = 0; i < cellsSize; i++) {
            Cells<T> at = cells[i];
            Held<T> held = at == null || hashes[i] < 0 ? null : at.chain(hashes[i]);
            for (; held != null; held = held.next) {
                put(held, sought[i]);
            }
        }
    }
}
