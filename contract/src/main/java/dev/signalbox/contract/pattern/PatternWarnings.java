package dev.signalbox.contract.pattern;

import dev.signalbox.contract.event.Catalog;
import dev.signalbox.contract.event.EventType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds in a pattern what can probably never match: a source or a type that is in no catalog but
/// much like one that is, a field that the events of the catalogued types it names are not known to
/// have, sources and types that do not go together, and numbers that cannot be. Sources and types
/// of one's own give no warning.
public final class PatternWarnings {
    private static final int MOST_NAMED = 10;

    private final Catalog catalog;
    private final Pattern pattern;
    private final List<String> warnings = new ArrayList<>();

    private PatternWarnings(Pattern pattern, Catalog catalog) {
        this.pattern = pattern;
        this.catalog = catalog;
    }

    /// The warnings for a pattern, each a sentence that begins with the place and names what was
    /// probably meant; none for most patterns.
    public static List<String> of(Pattern pattern, Catalog catalog) {
        var finder = new PatternWarnings(pattern, catalog);
        finder.names("source", EventType::source);
        finder.names("type", EventType::type);
        finder.sourcesOfTypes();
        finder.fieldsOfTypes();
        finder.impossibleNumbers();
        return List.copyOf(finder.warnings);
    }

    private void warn(Pattern.Field field, String warning) {
        warnings.add("pattern." + String.join(".", field.path()) + ": " + warning);
    }

    private Pattern.@Nullable Field field(String name) {
        for (Pattern.Field field : pattern.fields()) {
            if (field.path().equals(List.of(name))) {
                return field;
            }
        }
        return null;
    }

    private static boolean fits(Condition condition, String text) {
        return condition.fits(List.of(Scalar.text(text)));
    }

    private void names(String attribute, Function<EventType, String> of) {
        Pattern.Field field = field(attribute);
        if (field == null) {
            return;
        }
        Set<String> known =
                catalog.types().stream()
                        .map(of)
                        .collect(Collectors.toCollection(LinkedHashSet::new));
        for (Condition condition : field.wanted()) {
            if (known.stream().anyMatch(name -> fits(condition, name))) {
                continue;
            }
            switch (condition) {
                case Condition.Exactly exactly -> {
                    String meant = meant(attribute, exactly.text(), known);
                    warnUnknown(field, attribute, "\"" + exactly.text() + "\"", meant);
                }
                case Condition.Prefix prefix -> {
                    int length = prefix.text().length();
                    Set<String> starts =
                            known.stream()
                                    .filter(name -> name.length() >= length)
                                    .map(name -> name.substring(0, length))
                                    .collect(Collectors.toCollection(LinkedHashSet::new));
                    String meant = Nearest.to(prefix.text(), starts);
                    warnUnknown(field, attribute, condition.inWords(), meant);
                }
                case Condition.Suffix suffix -> {
                    int length = suffix.text().length();
                    Set<String> ends =
                            known.stream()
                                    .filter(name -> name.length() >= length)
                                    .map(name -> name.substring(name.length() - length))
                                    .collect(Collectors.toCollection(LinkedHashSet::new));
                    String meant = Nearest.to(suffix.text(), ends);
                    warnUnknown(field, attribute, condition.inWords(), meant);
                }
                case Condition.IsNull ignored ->
                        warn(field, "no event has the " + attribute + " null");
                case Condition.Exists ignored -> warn(field, "every event has a " + attribute);
                case Condition.Contains ignored -> {}
                case Condition.AnythingBut ignored -> {}
                case Condition.Numeric ignored ->
                        warn(field, "a " + attribute + " is a text and never a number");
                case Condition.Cidr ignored -> {}
                case Condition.All ignored -> {}
            }
        }
    }

    private @Nullable String meant(String attribute, String given, Set<String> known) {
        if (attribute.equals("type")) {
            EventType byCode = catalog.byCode(given);
            if (byCode != null) {
                return byCode.type();
            }
        }
        return Nearest.to(given, known);
    }

    private void warnUnknown(
            Pattern.Field field, String attribute, String given, @Nullable String meant) {
        if (meant != null) {
            warn(
                    field,
                    "no known event has the %s %s; did you mean \"%s\"?"
                            .formatted(attribute, given, meant));
        }
    }

    /// The catalogued types that a pattern names; empty where it names others too, or none.
    private List<EventType> types() {
        Pattern.Field field = field("type");
        if (field == null) {
            return List.of();
        }
        var named = new ArrayList<EventType>();
        for (Condition condition : field.wanted()) {
            if (!(condition instanceof Condition.Exactly
                    || condition instanceof Condition.Prefix
                    || condition instanceof Condition.Suffix)) {
                return List.of();
            }
            List<EventType> fitting =
                    catalog.types().stream().filter(type -> fits(condition, type.type())).toList();
            if (fitting.isEmpty()) {
                return List.of();
            }
            named.addAll(fitting);
        }
        return named;
    }

    private void sourcesOfTypes() {
        Pattern.Field source = field("source");
        List<EventType> types = types();
        if (source == null || types.isEmpty()) {
            return;
        }
        if (types.stream().noneMatch(type -> source.fits(List.of(Scalar.text(type.source()))))
                && types.stream().map(EventType::source).distinct().count() == 1
                && catalog.types().stream()
                        .anyMatch(type -> source.fits(List.of(Scalar.text(type.source()))))) {
            EventType type = types.getFirst();
            warn(
                    source,
                    "events of the type \"%s\" come from another source; did you mean \"%s\"?"
                            .formatted(type.type(), type.source()));
        }
    }

    private void fieldsOfTypes() {
        List<EventType> types = types();
        if (types.isEmpty()) {
            return;
        }
        Set<String> known =
                types.stream()
                        .flatMap(type -> type.bodyFields().keySet().stream())
                        .map(name -> name.replaceAll("\\[.*?]", ""))
                        .collect(Collectors.toCollection(LinkedHashSet::new));
        known.add("eventCode");
        for (Pattern.Field field : pattern.fields()) {
            if (field.path().size() < 2
                    || !field.path().getFirst().equals("data")
                    || field.fits(null)) {
                continue;
            }
            String hint = hint(field.path().subList(1, field.path().size()), known);
            if (hint != null) {
                String of =
                        types.size() == 1
                                ? "events of the type \"" + types.getFirst().type() + "\" have"
                                : "events of these types have";
                warn(field, of + " no such field" + hint);
            }
        }
    }

    /// What is to be said of a field that no known event has: what was meant by it, or else what
    /// there is in its place; null where that is not known.
    private static @Nullable String hint(List<String> path, Set<String> known) {
        for (int depth = 1; depth <= path.size(); depth++) {
            String at = String.join(".", path.subList(0, depth));
            if (known.contains(at) || known.stream().anyMatch(name -> name.startsWith(at + "."))) {
                continue;
            }
            String above = depth == 1 ? "" : String.join(".", path.subList(0, depth - 1)) + ".";
            Set<String> beside =
                    known.stream()
                            .filter(name -> name.startsWith(above))
                            .map(name -> name.substring(above.length()))
                            .filter(name -> !name.contains("."))
                            .collect(Collectors.toCollection(LinkedHashSet::new));
            String meant = Nearest.to(path.get(depth - 1), beside);
            if (meant == null && path.size() == 1) {
                meant = nestedField(path.getFirst(), known);
            }
            if (meant != null) {
                return "; did you mean \"data." + above + meant + "\"?";
            }
            return beside.isEmpty() ? null : " that is known, only " + some(above, beside);
        }
        return null;
    }

    private static String some(String above, Set<String> names) {
        String more = names.size() > MOST_NAMED ? ", …" : "";
        return names.stream()
                .limit(MOST_NAMED)
                .map(name -> above + name)
                .collect(Collectors.joining(", ", "", more));
    }

    /// The one field of that name at a deeper level.
    private static @Nullable String nestedField(String name, Set<String> known) {
        List<String> deeper = known.stream().filter(one -> one.endsWith("." + name)).toList();
        return deeper.size() == 1 ? deeper.getFirst() : null;
    }

    private void impossibleNumbers() {
        for (Pattern.Field field : pattern.fields()) {
            for (Condition condition : field.wanted()) {
                if (condition instanceof Condition.Numeric numeric && isImpossible(numeric)) {
                    warn(field, "there is no number " + condition.inWords().substring(9));
                }
            }
        }
    }

    private static boolean isImpossible(Condition.Numeric numeric) {
        for (Comparison one : numeric.comparisons()) {
            for (Comparison other : numeric.comparisons()) {
                BigDecimal least = one.least();
                BigDecimal greatest = other.greatest();
                if (least != null && greatest != null && least.compareTo(greatest) >= 0) {
                    return true;
                }
            }
        }
        return false;
    }
}
