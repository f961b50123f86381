package dev.signalbox.contract.pattern;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rules that want the same of source and type.
final class Scope<R> {
    final List<Pattern.Field> wanted;
    final FieldTree.Place[] places;

    /// Where it is found; null where every event finds it.
    final FieldTree.@Nullable Place place;

    /// How it is found there.
    final List<Way> ways;

    final Bucket<Entry<R>> direct = new Bucket<>();
    final Bucket<Entry<R>> further = new Bucket<>();
    final RuleIndex byContent;

    /// Among all scopes.
    int number;

    Scope(
            List<Pattern.Field> wanted,
            FieldTree.Place[] places,
            FieldTree.@Nullable Place place,
            List<Way> ways,
            RuleIndex byContent) {
        this.wanted = wanted;
        this.places = places;
        this.place = place;
        this.ways = ways;
        this.byContent = byContent;
    }
}
