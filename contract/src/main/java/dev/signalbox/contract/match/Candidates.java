package dev.signalbox.contract.match;

import dev.signalbox.contract.pattern.Scalar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The rules whose anchor an event fits, each once.
///
/// @param <R> what a rule yields
final class Candidates<R> {
    /// Buckets with more rules are not looked at again once all of their rules are here: a list of
    /// values may lead to the same bucket very often.
    private static final int FEW_RULES = 8;

    private final Set<IndexedRule<R>> rules = new HashSet<>();
    private Set<Bucket<R>> finished = Set.of();

    /// Adds rules whose anchor is known to fit.
    void addAll(List<IndexedRule<R>> more) {
        rules.addAll(more);
    }

    /// Adds the rules of a bucket whose anchor one of the values fits.
    ///
    /// @return whether all of its rules are here
    boolean addFitting(Bucket<R> bucket, List<Scalar> values) {
        for (Scalar value : values) {
            if (addFitting(bucket, value)) {
                return true;
            }
        }
        return false;
    }

    /// Adds the rules of a bucket whose anchor a value fits.
    ///
    /// @return whether all of its rules are here
    boolean addFitting(Bucket<R> bucket, Scalar value) {
        List<IndexedRule<R>> more = bucket.rules();
        boolean hasMany = more.size() > FEW_RULES;
        if (hasMany && finished.contains(bucket)) {
            return true;
        }
        boolean all = true;
        for (int i = 0; i < more.size(); i++) {
            IndexedRule<R> rule = more.get(i);
            if (rule.anchorFitsBy(value)) {
                rules.add(rule);
            } else {
                all &= rules.contains(rule);
            }
        }
        if (all && hasMany) {
            if (finished.isEmpty()) {
                finished = new HashSet<>();
            }
            finished.add(bucket);
        }
        return all;
    }

    /// The results of the rules whose other fields fit an event too.
    List<R> matching(EventFields event) {
        var matching = new ArrayList<R>();
        for (IndexedRule<R> rule : rules) {
            if (rule.others.fit(event)) {
                matching.add(rule.result);
            }
        }
        return matching;
    }
}
