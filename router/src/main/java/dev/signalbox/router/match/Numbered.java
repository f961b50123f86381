package dev.signalbox.router.match;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Things with a number each.
final class Numbered<T> {
    private @Nullable Object[] things = new Object[8];
    private int given;
    private int[] free = new int[8];
    private int freed;

    /// Gives a thing a number.
    int add(T thing) {
        if (freed == 0 && given == things.length) {
            things = Arrays.copyOf(things, given + given / 2);
        }
        int number = freed > 0 ? free[--freed] : given++;
        things[number] = thing;
        return number;
    }

    @SuppressWarnings("unchecked")
    T get(int number) {
        return (T) Objects.requireNonNull(things[number]);
    }

    /// Reads a little of what has a number, so that it comes near.
    int touch(int number) {
        return things[number] == null ? 0 : 1;
    }

    /// Takes a number back.
    void remove(int number) {
        things[number] = null;
        if (freed == free.length) {
            free = Arrays.copyOf(free, 2 * freed);
        }
        free[freed++] = number;
    }
}
