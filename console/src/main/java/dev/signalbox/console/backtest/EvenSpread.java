package dev.signalbox.console.backtest;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Some of a sequence whose length is not known before its end, evenly spread over it: of all up to
/// twice as many as are wanted, then every second, every fourth, and so on. Not for several
/// threads.
///
/// @param <T> what is kept of each
final class EvenSpread<T> {
    private final int wanted;
    private final List<T> kept = new ArrayList<>();
    private long step = 1;
    private long seen;

    EvenSpread(int wanted) {
        this.wanted = wanted;
    }

    /// The next of the sequence.
    ///
    /// @param view makes what is kept of it, where it is
    void offer(Supplier<T> view) {
        if (wanted > 0 && seen % step == 0) {
            if (kept.size() == 2 * wanted) {
                for (int i = kept.size() - 1; i > 0; i -= 2) {
                    kept.remove(i);
                }
                step *= 2;
            }
            if (seen % step == 0) {
                kept.add(view.get());
            }
        }
        seen++;
    }

    /// Those wanted, in their order; fewer where there were not so many.
    List<T> all() {
        if (kept.size() <= wanted) {
            return List.copyOf(kept);
        }
        var all = new ArrayList<T>();
        for (int i = 0; i < wanted; i++) {
            all.add(kept.get((int) ((long) i * kept.size() / wanted)));
        }
        return all;
    }
}
