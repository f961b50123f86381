package dev.signalbox.contract.match;

import dev.signalbox.contract.pattern.Condition;
import dev.signalbox.contract.pattern.Scalar;
import java.util.List;

/// A field that must fit: one of its conditions must hold.
record WantedField(FieldTree.Field field, List<Condition> conditions) {
    boolean fits(EventFields event) {
        List<Scalar> values = event.values(field);
        for (int i = 0; i < conditions.size(); i++) {
            if (conditions.get(i).fits(values)) {
                return true;
            }
        }
        return false;
    }

    /// Whether a single value is enough for the field to fit.
    boolean fitsBy(Scalar value) {
        for (int i = 0; i < conditions.size(); i++) {
            if (conditions.get(i) instanceof Condition.OfValue condition
                    && Condition.fits(condition, value)) {
                return true;
            }
        }
        return false;
    }
}
