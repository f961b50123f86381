package dev.signalbox.contract.match;

import dev.signalbox.contract.pattern.Condition;
import java.util.ArrayList;
import java.util.List;

/// The rules that are filed under the same condition of one field; mostly one.
///
/// @param <R> what a rule yields
final class Bucket<R> {
    final Condition condition;
    private List<IndexedRule<R>> rules = List.of();

    Bucket(Condition condition) {
        this.condition = condition;
    }

    List<IndexedRule<R>> rules() {
        return rules;
    }

    void add(IndexedRule<R> rule) {
        switch (rules.size()) {
            case 0 -> rules = List.of(rule);
            case 1 -> rules = new ArrayList<>(List.of(rules.getFirst(), rule));
            default -> rules.add(rule);
        }
    }

    void remove(IndexedRule<R> rule) {
        if (rules.size() > 1) {
            rules.remove(rule);
        } else if (rules.contains(rule)) {
            rules = List.of();
        }
    }
}
