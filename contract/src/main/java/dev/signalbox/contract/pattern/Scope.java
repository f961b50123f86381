package dev.signalbox.contract.pattern;

import java.util.List;

/// The rules that want the same of source and type.
final class Scope<R> {
    final List<Pattern.Field> wanted;
    final FieldTree.Place[] places;
    final int foundBy;

    final Bucket<Entry<R>> direct = new Bucket<>();
    final Bucket<Entry<R>> further = new Bucket<>();
    final RuleIndex byContent = new RuleIndex();

    Scope(List<Pattern.Field> wanted, FieldTree.Place[] places, int foundBy) {
        this.wanted = wanted;
        this.places = places;
        this.foundBy = foundBy;
    }
}
