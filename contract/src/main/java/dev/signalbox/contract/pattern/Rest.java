package dev.signalbox.contract.pattern;

import java.util.List;
import org.jspecify.annotations.Nullable;

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
    /// @param value what led there; null where that was no value, and none is wanted
    boolean fits(FieldTree.Reading reading, @Nullable Scalar value) {
        for (Condition.OfValue condition : ofValue) {
            if (value == null || !Condition.fits(condition, value)) {
                return false;
            }
        }
        for (int i = 0; i < places.length; i++) {
            if (!any(conditions[i], reading.values(places[i]))) {
                return false;
            }
        }
        return true;
    }

    private static boolean any(Condition[] conditions, @Nullable List<Scalar> values) {
        for (Condition condition : conditions) {
            if (condition.fits(values)) {
                return true;
            }
        }
        return false;
    }

    static boolean fit(
            List<Pattern.Field> wanted, FieldTree.Place[] places, FieldTree.Reading reading) {
        for (int i = 0; i < places.length; i++) {
            if (!wanted.get(i).fits(reading.values(places[i]))) {
                return false;
            }
        }
        return true;
    }
}
