package dev.signalbox.contract.pattern;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Things in no order, in an array: most buckets hold one or two.
final class Bucket<T> {
    private @Nullable Object[] things = new Object[1];
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void add(T thing) {
        if (size == things.length) {
            things = Arrays.copyOf(things, size * 2);
        }
        things[size++] = thing;
    }

    /// Removes this very thing.
    void remove(T thing) {
        for (int i = size - 1; i >= 0; i--) {
            if (things[i] == thing) {
                things[i] = things[--size];
                things[size] = null;
                if (size > 8 && size < things.length / 4) {
                    things = Arrays.copyOf(things, size * 2);
                }
                return;
            }
        }
    }

    @SuppressWarnings("unchecked")
    void forEach(Consumer<? super T> taker) {
        for (int i = 0; i < size; i++) {
            taker.accept((T) things[i]);
        }
    }
}
