package dev.signalbox.contract.rule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The number of rules by the name of the key that their secrets are sealed with. Listens to a
/// rulebook; may be asked by any thread.
final class SealedRules implements Rulebook.Listener {
    private final Map<String, Integer> rulesByKey = new ConcurrentSkipListMap<>();

    @Override
    public void changed(RuleKey key, @Nullable Rule before, @Nullable Rule after) {
        if (before != null) {
            count(before, -1, secret -> true);
        }
        if (after != null) {
            count(after, 1, secret -> true);
        }
    }

    /// Counts a rule by some of its secrets.
    void add(Rule rule, Predicate<SealedSecret> which) {
        count(rule, 1, which);
    }

    private void count(Rule rule, int change, Predicate<SealedSecret> which) {
        Set<String> names = new HashSet<>();
        rule.secrets().stream().filter(which).forEach(secret -> names.add(secret.keyName()));
        names.forEach(name -> rulesByKey.merge(name, change, (a, b) -> a + b == 0 ? null : a + b));
    }

    boolean isEmpty() {
        return rulesByKey.isEmpty();
    }

    Set<String> keyNames() {
        return rulesByKey.keySet();
    }

    /// The keys that rules need and that are neither among these nor declared lost, each in words.
    List<String> without(SecretKeys keys) {
        var without = new ArrayList<String>();
        rulesByKey.forEach((name, rules) -> {
            if (!keys.accountFor(name)) {
                without.add(words(name, rules));
            }
        });
        return without;
    }

    /// All keys, in words.
    String inWords() {
        var all = new ArrayList<String>();
        rulesByKey.forEach((name, rules) -> all.add(words(name, rules)));
        return String.join(" and ", all);
    }

    private static String words(String key, int rules) {
        return "the key %s, which %s sealed with"
                .formatted(key, rules == 1 ? "one rule is" : rules + " rules are");
    }
}
