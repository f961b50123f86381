package dev.signalbox.router.match;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rules that want the same of source and type.
final class Scope<R> {
    /// All that they want of source and type.
    final Rest wanted;

    /// Where it is found; null for the one that wants nothing, which every event finds.
    final FieldTree.@Nullable Place place;

    /// How it is found there.
    final List<Way> ways;

    final Bucket<Entry<R>> direct = new Bucket<>();
    final Bucket<Entry<R>> further = new Bucket<>();
    final RuleIndex byContent;

    /// Among all scopes.
    int number;

    Scope(Rest wanted, FieldTree.@Nullable Place place, List<Way> ways, RuleIndex byContent) {
        this.wanted = wanted;
        this.place = place;
        this.ways = ways;
        this.byContent = byContent;
    }
}
