package dev.signalbox.router.match;

import dev.signalbox.contract.pattern.Condition;
import dev.signalbox.contract.pattern.Pattern;
import java.util.List;

/// What an event must fit besides the condition that something is found by. Rules that look at the
/// same share one, so that with many rules it stays at hand.
final class Rest {
    /// What the value must fit too that led there.
    final List<Condition.OfValue> besides;

    final List<Pattern.Field> wanted;
    final FieldTree.Place[] places;

    /// Whether its rules want several values in the field they are found by, and so may be found
    /// several times.
    final boolean again;

    int number;
    int uses;

    /// What is wanted of the value, at hand.
    private final Condition.OfValue[] ofValue;

    /// What is wanted of each field, at hand.
    private final Condition[][] conditions;

    /// @param besides of the value that led there
    /// @param wanted of other fields
    /// @param places where these are
    Rest(
            List<Condition.OfValue> besides,
            List<Pattern.Field> wanted,
            FieldTree.Place[] places,
            boolean again) {
        this.besides = besides;
        this.wanted = wanted;
        this.places = places;
        this.again = again;
        ofValue = besides.toArray(Condition.OfValue[]::new);
        conditions =
                wanted.stream()
                        .map(field -> field.wanted().toArray(Condition[]::new))
                        .toArray(Condition[][]::new);
    }

    /// Whether an event fits.
    ///
    /// @param value what led there, or [Reading#NONE] where none is wanted
    boolean fits(Reading reading, int value) {
        for (Condition.OfValue condition : ofValue) {
            if (!Fit.one(condition, reading, value)) {
                return false;
            }
        }
        for (int i = 0; i < places.length; i++) {
            if (!Fit.any(conditions[i], reading, places[i].number())) {
                return false;
            }
        }
        return true;
    }
}
