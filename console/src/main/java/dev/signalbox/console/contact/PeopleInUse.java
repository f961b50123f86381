package dev.signalbox.console.contact;

import dev.signalbox.contract.contact.Contacts;
import dev.signalbox.contract.contact.Way;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.web.ApiException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The check that no rule names a person who would be gone, or reached no more in the way that the
/// rule needs.
final class PeopleInUse {
    private static final int MOST_SHOWN = 10;

    private PeopleInUse() {}

    /// Checks new contacts of an account.
    ///
    /// @throws ApiException 409 `ContactInUse` naming each person and the rules
    static void check(Rulebook book, String account, Contacts next) {
        Map<String, Set<String>> rules = new TreeMap<>();
        book.forEach(rule -> {
            if (rule.key().account().equals(account)) {
                rule.targets().forEach(target -> check(rule, target, next, rules));
            }
        });
        if (!rules.isEmpty()) {
            throw new ApiException(
                    409,
                    "ContactInUse",
                    rules.entrySet().stream()
                            .map(one -> one.getKey() + words(one.getValue()))
                            .collect(Collectors.joining("; ")));
        }
    }

    private static void check(
            Rule rule, Target target, Contacts next, Map<String, Set<String>> rules) {
        Way way = target.channel().way();
        if (way == null) {
            return;
        }
        for (String contact : target.recipients().written()) {
            if (next.problem(contact, way) != null) {
                String name = Objects.requireNonNull(Contacts.name(contact));
                String person =
                        next.people().containsKey(name)
                                ? "the %s of '%s'".formatted(way.label(), name)
                                : "'%s'".formatted(name);
                rules.computeIfAbsent(person, any -> new TreeSet<>())
                        .add(rule.key().bus() + "/" + rule.key().rule());
            }
        }
    }

    private static String words(Set<String> rules) {
        String shown = rules.stream().limit(MOST_SHOWN).collect(Collectors.joining(", "));
        String more =
                rules.size() <= MOST_SHOWN
                        ? ""
                        : " and %,d more".formatted(rules.size() - MOST_SHOWN);
        return " is needed by the rules " + shown + more;
    }
}
