package dev.signalbox.contract.pattern;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What rules look at besides the field they are found by. Rules that look at the same share one,
/// so that with many rules it stays at hand.
final class Rest {
    /// Of what is wholly found by one field.
    static final Rest NOTHING = new Rest(List.of(), new FieldTree.Place[0], false);

    final List<Pattern.Field> wanted;
    final FieldTree.Place[] places;

    /// Whether its rules want several values in the field they are found by. Such a rule may be
    /// found several times, and is found as its [Entry]; others are found as their results.
    final boolean again;

    int uses;

    /// What is wanted of each, at hand.
    private final Condition[][] conditions;

    Rest(List<Pattern.Field> wanted, FieldTree.Place[] places, boolean again) {
        this.wanted = wanted;
        this.places = places;
        this.again = again;
        conditions =
                wanted.stream()
                        .map(field -> field.wanted().toArray(Condition[]::new))
                        .toArray(Condition[][]::new);
    }

    /// Whether an event fits.
    boolean fits(FieldTree.Reading reading) {
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
