package dev.signalbox.router.match;

import dev.signalbox.contract.pattern.Condition;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.pattern.Scalar;
import java.util.List;

/// A field that must fit, shared by all rules that want the same of it.
final class WantedField {
    final FieldTree.Field field;
    final Pattern.Field wanted;

    final Condition[] conditions;

    /// How many rules share it.
    int uses;

    WantedField(FieldTree.Field field, Pattern.Field wanted) {
        this.field = field;
        this.wanted = wanted;
        conditions = wanted.wanted().toArray(Condition[]::new);
    }

    boolean fits(EventFields event) {
        List<Scalar> values = event.values(field);
        for (Condition condition : conditions) {
            if (condition.fits(values)) {
                return true;
            }
        }
        return false;
    }

    /// Whether a single value is enough for the field to fit.
    boolean fitsBy(Scalar value) {
        for (Condition condition : conditions) {
            if (condition instanceof Condition.OfValue ofValue && Condition.fits(ofValue, value)) {
                return true;
            }
        }
        return false;
    }
}
