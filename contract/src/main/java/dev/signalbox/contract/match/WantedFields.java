package dev.signalbox.contract.match;

import dev.signalbox.contract.pattern.Pattern;
import java.util.List;

/// Fields that must all fit, shared by the rules that want the same of the same fields: with many
/// rules they stay in the processor's cache.
final class WantedFields {
    private final List<WantedField> all;

    /// The same as a pattern says it.
    final List<Pattern.Field> asGiven;

    /// How many rules share them.
    int uses;

    WantedFields(List<Pattern.Field> asGiven, List<WantedField> all) {
        this.asGiven = asGiven;
        this.all = all;
    }

    List<WantedField> all() {
        return all;
    }

    boolean fit(EventFields event) {
        for (int i = 0; i < all.size(); i++) {
            if (!all.get(i).fits(event)) {
                return false;
            }
        }
        return true;
    }
}
