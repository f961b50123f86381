package dev.signalbox.router.match;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Things in no order; most buckets hold one.
final class Bucket<T> {
    private static final @Nullable Object[] NONE = {};

    private @Nullable Object first;
    private @Nullable Object[] others = NONE;
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void add(T thing) {
        if (size == 0) {
            first = thing;
        } else {
            if (size > others.length) {
                others = Arrays.copyOf(others, Math.max(3, others.length * 2));
            }
            others[size - 1] = thing;
        }
        size++;
    }

    /// Removes this very thing; what came last takes its place.
    @SuppressWarnings("ReferenceEquality")
    void remove(T thing) {
        int at = size - 1;
        while (at >= 0 && get(at) != thing) {
            at--;
        }
        if (at < 0) {
            return;
        }
        size--;
        Object last = size == 0 ? null : others[size - 1];
        if (at == 0) {
            first = last;
        } else {
            others[at - 1] = last;
        }
        if (size > 0) {
            others[size - 1] = null;
        }
        if (size == 1) {
            others = NONE;
        } else if (others.length > 8 && size < others.length / 4) {
            others = Arrays.copyOf(others, size * 2);
        }
    }

    private @Nullable Object get(int at) {
        return at == 0 ? first : others[at - 1];
    }

    @SuppressWarnings("unchecked")
    void addTo(List<? super T> list) {
        for (int i = 0; i < size; i++) {
            list.add((T) get(i));
        }
    }

    @SuppressWarnings("unchecked")
    void forEach(Consumer<? super T> taker) {
        for (int i = 0; i < size; i++) {
            taker.accept((T) get(i));
        }
    }
}
