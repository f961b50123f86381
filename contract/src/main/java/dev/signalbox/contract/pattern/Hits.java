package dev.signalbox.contract.pattern;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What an event led to. First all hits are gathered, then they are looked at, one kind of look
/// after another: with many rules each look waits for memory, and so the waits run side by side.
final class Hits<T> {
    private @Nullable Object[] sure = new Object[16];
    private int sureSize;
    private @Nullable Object[] perhaps = new Object[16];
    private Scalar[] values = new Scalar[16];
    private int size;

    /// Adds what surely fits.
    void add(T thing) {
        if (sureSize == sure.length) {
            sure = Arrays.copyOf(sure, sureSize * 2);
        }
        sure[sureSize++] = thing;
    }

    /// Adds what may fit a value.
    void add(Held<T> held, Scalar value) {
        if (size == values.length) {
            perhaps = Arrays.copyOf(perhaps, size * 2);
            values = Arrays.copyOf(values, size * 2);
        }
        perhaps[size] = held;
        values[size++] = value;
    }

    /// How many may fit.
    int mark() {
        return size;
    }

    /// Leaves each once of what has been added since a mark.
    void once(int mark) {
        if (size - mark < 2) {
            return;
        }
        Set<Object> there = Collections.newSetFromMap(new IdentityHashMap<>());
        int kept = mark;
        for (int i = mark; i < size; i++) {
            Object held = perhaps[i];
            if (held != null && there.add(held)) {
                perhaps[kept++] = held;
            }
        }
        size = kept;
    }

    /// Looks at all that may fit, and passes on all that does.
    @SuppressWarnings("unchecked")
    void forEach(Consumer<? super T> taker) {
        for (int i = 0; i < size; i++) {
            var held = (Held<T>) perhaps[i];
            if (held != null && Condition.fits(held.condition, values[i])) {
                add(held.thing);
            }
        }
        for (int i = 0; i < sureSize; i++) {
            taker.accept((T) sure[i]);
        }
    }
}
