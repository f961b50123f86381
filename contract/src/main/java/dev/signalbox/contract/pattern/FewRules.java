package dev.signalbox.contract.pattern;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// A few rules that look into the event, matched together: a bit stands for a rule, a value of a
/// field for the bits of the rules that want it there. One hash look-up a value, and one "and" a
/// field; no state is walked.
///
/// @param <R> what a match yields
final class FewRules<R> {
    static final int AT_MOST = Long.SIZE;

    private final List<R> always;
    private final List<R> results;
    private final FieldTree tree;
    private final List<Map<String, Long>> wanted = new ArrayList<>();
    private final long[] indifferent;
    private final long all;

    /// @param always what matches in any case
    /// @param results what the rules yield
    /// @param rules the fields that each of them wants
    FewRules(List<R> always, List<R> results, List<List<Pattern.Field>> rules) {
        this.always = always;
        this.results = results;
        var paths = new HashSet<List<String>>();
        rules.forEach(fields -> fields.forEach(field -> paths.add(field.path())));
        tree = new FieldTree(paths);
        all = -1L >>> (Long.SIZE - rules.size());
        indifferent = new long[tree.size()];
        for (int field = 0; field < tree.size(); field++) {
            wanted.add(new HashMap<>());
            indifferent[field] = all;
        }
        for (int rule = 0; rule < rules.size(); rule++) {
            long bit = 1L << rule;
            for (Pattern.Field field : rules.get(rule)) {
                int number = tree.number(field.path());
                indifferent[number] &= ~bit;
                for (String value : field.values()) {
                    wanted.get(number).merge(value, bit, (a, b) -> a | b);
                }
            }
        }
    }

    /// @throws IOException when the event is not a JSON object
    List<R> match(byte[] event) throws IOException {
        var fit = indifferent.clone();
        tree.read(
                event,
                (field, text) -> {
                    Long wanting = wanted.get(field).get(text);
                    if (wanting != null) {
                        fit[field] |= wanting;
                    }
                });
        long matched = all;
        for (long fits : fit) {
            matched &= fits;
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
