package dev.signalbox.contract.pattern;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Things by a number each, so that arrays of numbers can tell them: such an array is one wait for
/// memory, where one of references is a wait for each. The numbers of what is gone are given anew.
final class Numbered<T> {
    private @Nullable Object[] things = new Object[8];
    private int[] free = new int[8];
    private int freed;
    private int given;

    /// Adds a thing, and gives it a number.
    int add(T thing) {
        int number = freed > 0 ? free[--freed] : given++;
        if (number == things.length) {
            things = Arrays.copyOf(things, number + (number >> 1));
        }
        things[number] = thing;
        return number;
    }

    @SuppressWarnings("unchecked")
    T get(int number) {
        return (T) Objects.requireNonNull(things[number]);
    }

    void remove(int number) {
        things[number] = null;
        if (freed == free.length) {
            free = Arrays.copyOf(free, freed * 2);
        }
        free[freed++] = number;
    }
}
