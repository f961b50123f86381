package dev.signalbox.router.match;

import dev.signalbox.contract.pattern.Condition;
import java.util.ArrayList;
import java.util.List;

/// The rules that are filed under the same condition of one field.
///
/// @param <R> what a rule yields
final class Bucket<R> {
    final Condition condition;
    final List<IndexedRule<R>> rules = new ArrayList<>(1);

    Bucket(Condition condition) {
        this.condition = condition;
    }
}
