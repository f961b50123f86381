package dev.signalbox.router.match;

import dev.signalbox.contract.pattern.Condition;
import dev.signalbox.contract.pattern.Pattern;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The rests of a machine, each once, with the fields that they look at.
final class Rests {
    private final FieldTree fields;
    private final Map<Key, Rest> there = new HashMap<>();
    private final Numbered<Rest> byNumber = new Numbered<>();

    private record Key(
            List<Condition.OfValue> besides, List<Pattern.Field> wanted, boolean again) {}

    Rests(FieldTree fields) {
        this.fields = fields;
    }

    Rest get(int number) {
        return byNumber.get(number);
    }

    /// One more use of a rest.
    ///
    /// @param besides what is wanted of the value that led there
    /// @param wanted what is wanted of other fields
    /// @param again whether its rules may be found several times
    Rest want(List<Condition.OfValue> besides, List<Pattern.Field> wanted, boolean again) {
        var key = new Key(besides, wanted, again);
        Rest rest = there.get(key);
        if (rest == null) {
            key = new Key(List.copyOf(besides), List.copyOf(wanted), again);
            rest = new Rest(key.besides, key.wanted, fields.places(key.wanted), again);
            rest.number = byNumber.add(rest);
            there.put(key, rest);
        }
        rest.uses++;
        return rest;
    }

    /// Takes one use of a rest back, and with the last one the rest.
    void release(Rest rest) {
        if (--rest.uses > 0) {
            return;
        }
        there.remove(new Key(rest.besides, rest.wanted, rest.again));
        byNumber.remove(rest.number);
        for (FieldTree.Place place : rest.places) {
            fields.release(place);
        }
    }
}
