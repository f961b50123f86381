package dev.signalbox.contract.pattern;

import org.jspecify.annotations.Nullable;

/// Something that is found by the values that fit a condition.
final class Held<T> {
    /// What a value must fit.
    final Condition.OfValue condition;

    /// The part of it that leads here: one of several that must all fit, or the whole.
    final Condition.OfValue key;

    final T thing;

    /// Tells those with equal keys apart.
    final int number;

    /// Where a [Finder] keeps it.
    int place;

    /// The next of its [Cells].
    @Nullable Held<T> next;

    Held(Condition.OfValue condition, Condition.OfValue key, T thing, int number) {
        this.condition = condition;
        this.key = key;
        this.thing = thing;
        this.number = number;
    }

    /// Whether the key is all that a value must fit.
    boolean isWhole() {
        return !(condition instanceof Condition.All);
    }
}
