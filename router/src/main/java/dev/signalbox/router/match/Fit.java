package dev.signalbox.router.match;

import dev.signalbox.contract.pattern.Comparison;
import dev.signalbox.contract.pattern.Condition;
import dev.signalbox.contract.pattern.Scalar;
import java.util.List;

/// Whether the values of a [Reading] fit conditions, as [Condition#fits] says, without making texts
/// of them where that can be told from their characters.
final class Fit {
    private Fit() {}

    /// Whether a field fits one of the conditions.
    static boolean any(Condition[] conditions, Reading reading, int field) {
        for (Condition condition : conditions) {
            boolean fits =
                    switch (condition) {
                        case Condition.Exists exists -> exists.wanted() == reading.has(field);
                        case Condition.OfValue wanted -> any(wanted, reading, field);
                    };
            if (fits) {
                return true;
            }
        }
        return false;
    }

    private static boolean any(Condition.OfValue wanted, Reading reading, int field) {
        for (int value = reading.first(field); value >= 0; value = reading.next(value)) {
            if (one(wanted, reading, value)) {
                return true;
            }
        }
        return false;
    }

    /// Whether a value fits.
    static boolean one(Condition.OfValue wanted, Reading reading, int value) {
        return switch (wanted) {
            case Condition.Exactly exactly ->
                    reading.kind(value) != Scalar.Kind.NULL
                            && reading.length(value) == exactly.text().length()
                            && reading.hasAt(0, exactly.text(), value);
            case Condition.IsNull _ -> reading.kind(value) == Scalar.Kind.NULL;
            case Condition.Prefix prefix ->
                    reading.isText(value) && reading.hasAt(0, prefix.text(), value);
            case Condition.Suffix suffix ->
                    reading.isText(value)
                            && reading.hasAt(
                                    reading.length(value) - suffix.text().length(),
                                    suffix.text(),
                                    value);
            case Condition.AnythingBut but -> none(but.excluded(), reading, value);
            case Condition.Numeric numeric ->
                    reading.kind(value) == Scalar.Kind.NUMBER && fits(numeric, reading, value);
            case Condition.Contains _, Condition.Cidr _, Condition.All _ ->
                    Condition.fits(wanted, reading.scalar(value));
        };
    }

    /// Rounded numbers that differ tell how the numbers do; equal ones do not.
    private static boolean fits(Condition.Numeric numeric, Reading reading, int value) {
        double number = reading.number(value);
        for (int i = 0; i < numeric.comparisons().size(); i++) {
            Comparison comparison = numeric.comparisons().get(i);
            if (comparison.isAtEnd(number)) {
                return Condition.fits(numeric, reading.scalar(value));
            }
            if (!comparison.fits(number)) {
                return false;
            }
        }
        return true;
    }

    private static boolean none(List<Condition.OfValue> excluded, Reading reading, int value) {
        for (int i = 0; i < excluded.size(); i++) {
            if (one(excluded.get(i), reading, value)) {
                return false;
            }
        }
        return true;
    }
}
