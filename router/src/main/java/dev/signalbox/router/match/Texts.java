package dev.signalbox.router.match;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.signalbox.contract.pattern.Scalar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The values of one event for a few rules, which look at nearly all of them.
final class Texts implements FieldTree.Values {
    private final @Nullable List<Scalar>[] byField;

    /// @param fields how many there are
    @SuppressWarnings({"unchecked", "rawtypes"})
    Texts(int fields) {
        byField = new List[fields];
    }

    @Override
    public void present(FieldTree.Place field) {
        int number = field.number();
        if (number >= 0 && byField[number] == null) {
            byField[number] = List.of();
        }
    }

    @Override
    public void add(FieldTree.Place field, JsonParser json, JsonToken token) throws IOException {
        int number = field.number();
        if (number < 0) {
            return;
        }
        Scalar value = Scalar.read(json, token);
        List<Scalar> before = byField[number];
        if (before == null || before.isEmpty()) {
            byField[number] = List.of(value);
        } else if (before instanceof ArrayList<Scalar> several) {
            several.add(value);
        } else {
            var several = new ArrayList<>(before);
            several.add(value);
            byField[number] = several;
        }
    }

    /// A field's values; null where it is not there.
    @Nullable List<Scalar> values(int field) {
        return byField[field];
    }
}
