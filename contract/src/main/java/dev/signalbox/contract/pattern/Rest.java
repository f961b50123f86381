package dev.signalbox.contract.pattern;

import java.util.List;

/// What rules look at besides the field they are found by. Rules that look at the same share one,
/// so that with many rules it stays at hand.
final class Rest {
    final List<Pattern.Field> wanted;
    final FieldTree.Place[] places;
    int uses;

    /// Its number.
    int number;

    Rest(List<Pattern.Field> wanted, FieldTree.Place[] places) {
        this.wanted = wanted;
        this.places = places;
    }

    /// Whether an event fits.
    boolean fits(FieldTree.Reading reading) {
        return fit(wanted, places, reading);
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
