package dev.signalbox.contract.pattern;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A hash table of which the caller makes the hashes, so that they can be rolled along a text
/// instead of cutting pieces out of it. Unlike things of the same hash are found together.
final class Cells<T> {
    private static final int SPREAD = 0x9E3779B9;

    @SuppressWarnings({"unchecked", "rawtypes"})
    private @Nullable Cell<T>[] table = new Cell[4];

    private int size;

    private static final class Cell<T> {
        final int hash;
        final Held<T> held;
        @Nullable Cell<T> next;

        Cell(int hash, Held<T> held) {
            this.hash = hash;
            this.held = held;
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    private int at(int hash) {
        return hash * SPREAD >>> Integer.numberOfLeadingZeros(table.length - 1);
    }

    void add(int hash, Held<T> held) {
        if (size == table.length) {
            resize(size * 2);
        }
        put(new Cell<>(hash, held));
        size++;
    }

    private void put(Cell<T> cell) {
        int at = at(cell.hash);
        cell.next = table[at];
        table[at] = cell;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private void resize(int length) {
        @Nullable Cell<T>[] old = table;
        table = new Cell[length];
        for (Cell<T> chain : old) {
            Cell<T> cell = chain;
            while (cell != null) {
                Cell<T> next = cell.next;
                put(cell);
                cell = next;
            }
        }
    }

    void remove(int hash, Held<T> held) {
        int at = at(hash);
        Cell<T> before = null;
        for (Cell<T> cell = table[at]; cell != null; cell = cell.next) {
            if (cell.held == held) {
                if (before == null) {
                    table[at] = cell.next;
                } else {
                    before.next = cell.next;
                }
                size--;
                break;
            }
            before = cell;
        }
        if (table.length > 4 && size < table.length / 8) {
            resize(table.length / 4);
        }
    }

    void find(int hash, Consumer<Held<T>> found) {
        for (Cell<T> cell = table[at(hash)]; cell != null; cell = cell.next) {
            if (cell.hash == hash) {
                found.accept(cell.held);
            }
        }
    }

    /// How many have that hash.
    int count(int hash) {
        int count = 0;
        for (Cell<T> cell = table[at(hash)]; cell != null; cell = cell.next) {
            if (cell.hash == hash) {
                count++;
            }
        }
        return count;
    }
}
