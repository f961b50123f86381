package dev.signalbox.router.match;

import dev.signalbox.contract.pattern.Condition;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.pattern.Scalar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A few rules that look into the event, matched together: a bit stands for a rule, a value of a
/// field for the bits of the rules that want it there. One hash look-up a value, and one "and" a
/// field; no state is walked.
///
/// @param <R> what a match yields
final class FewRules<R> {
    static final int AT_MOST = Long.SIZE;

    private final List<R> always;
    private final List<R> results;
    private final FieldTree tree = new FieldTree();
    private final List<Wanting> wanting = new ArrayList<>();
    private final long all;

    /// What the rules want of one field, a bit for each rule.
    private static final class Wanting {
        final Map<String, Long> exactly = new HashMap<>();
        final List<Condition> others = new ArrayList<>();
        final List<Long> bits = new ArrayList<>();
        long indifferent;

        void add(Condition condition, long bit) {
            if (condition instanceof Condition.Exactly exact) {
                exactly.merge(exact.text(), bit, (a, b) -> a | b);
                return;
            }
            int at = others.indexOf(condition);
            if (at < 0) {
                others.add(condition);
                bits.add(bit);
            } else {
                bits.set(at, bits.get(at) | bit);
            }
        }

        long fitting(@Nullable List<Scalar> values) {
            long fitting = indifferent;
            if (values != null && !exactly.isEmpty()) {
                for (int i = 0; i < values.size(); i++) {
                    Scalar value = values.get(i);
                    Long bit = value.kind() == Scalar.Kind.NULL ? null : exactly.get(value.text());
                    if (bit != null) {
                        fitting |= bit;
                    }
                }
            }
            for (int i = 0; i < others.size(); i++) {
                if (others.get(i).fits(values)) {
                    fitting |= bits.get(i);
                }
            }
            return fitting;
        }
    }

    /// @param always what matches in any case
    /// @param results what the rules yield
    /// @param rules the fields that each of them wants
    FewRules(List<R> always, List<R> results, List<List<Pattern.Field>> rules) {
        this.always = always;
        this.results = results;
        all = -1L >>> (Long.SIZE - rules.size());
        for (int rule = 0; rule < rules.size(); rule++) {
            long bit = 1L << rule;
            for (Pattern.Field field : rules.get(rule)) {
                Wanting one = wanting(tree.want(field.path()).number());
                one.indifferent &= ~bit;
                field.wanted().forEach(condition -> one.add(condition, bit));
            }
        }
    }

    private Wanting wanting(int field) {
        if (field == wanting.size()) {
            var one = new Wanting();
            one.indifferent = all;
            wanting.add(one);
        }
        return wanting.get(field);
    }

    /// @throws IOException when the event is not a JSON object
    List<R> match(byte[] event) throws IOException {
        var values = new Texts(tree.numbers());
        tree.read(event, values);
        long matched = all;
        for (int field = 0; field < wanting.size() && matched != 0; field++) {
            matched &= wanting.get(field).fitting(values.values(field));
        }
        if (matched == 0) {
            return always;
        }
        var found = new ArrayList<R>(always.size() + Long.bitCount(matched));
        found.addAll(always);
        for (long rest = matched; rest != 0; rest &= rest - 1) {
            found.add(results.get(Long.numberOfTrailingZeros(rest)));
        }
        return found;
    }
}
