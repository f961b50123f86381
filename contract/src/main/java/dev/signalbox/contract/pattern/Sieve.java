package dev.signalbox.contract.pattern;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.event.ruler.Patterns;

/// What event-ruler can be told of a field: it lets through every event that fits, and not many
/// more. Conditions that event-ruler understands otherwise than EventBridge are put to it as
/// something wider, and what it lets through is looked at again.
///
/// - Texts are quoted and other values not, but exact values always are: they compare by text.
/// - Numbers and IPv4 addresses come twice, the second time as [Blocks], of which ranges and
///   networks are prefixes.
/// - Texts come as their parts of three letters, too, one of which is enough to find what contains
///   a longer one. (Beside event-ruler's wildcards, exact values were missed in random tests.)
/// - A field that is there has some value; [#CONTAINER] where it is an object or an array.
///
/// @param patterns of which one must fit
/// @param sharpness what it lets through
/// @param extras what the event's values must come as, too
record Sieve(List<Patterns> patterns, Sharpness sharpness, Set<Extra> extras) {
    static final String NULL = "null";
    static final String CONTAINER = "{";

    /// The sharper, the earlier.
    enum Sharpness {
        /// What fits, and nothing else.
        EXACT,
        /// Little more than what fits.
        SHARP,
        /// Every event that has the field.
        PRESENT,
        /// Every event; event-ruler has nothing to do here.
        OPEN
    }

    /// What a value may come as, besides its text.
    enum Extra {
        NUMBERS,
        ADDRESSES,
        PARTS
    }

    private static final Sieve OPEN = new Sieve(List.of(), Sharpness.OPEN, Set.of());
    private static final Sieve PRESENT =
            new Sieve(List.of(Patterns.existencePatterns()), Sharpness.PRESENT, Set.of());

    /// A value as event-ruler compares it.
    static String value(String text) {
        return '"' + text + '"';
    }

    static Sieve of(Pattern.Field field) {
        Set<Patterns> patterns = new LinkedHashSet<>();
        Sharpness sharpness = Sharpness.EXACT;
        Set<Extra> extras = EnumSet.noneOf(Extra.class);
        for (Condition condition : field.wanted()) {
            Sieve sieve = of(condition);
            patterns.addAll(sieve.patterns);
            extras.addAll(sieve.extras);
            if (sieve.sharpness.compareTo(sharpness) > 0) {
                sharpness = sieve.sharpness;
            }
        }
        return switch (sharpness) {
            case EXACT, SHARP -> new Sieve(List.copyOf(patterns), sharpness, Set.copyOf(extras));
            case PRESENT -> PRESENT;
            case OPEN -> OPEN;
        };
    }

    private static Sieve of(Condition condition) {
        return switch (condition) {
            case Condition.Exists exists -> exists.wanted() ? PRESENT : OPEN;
            case Condition.Exactly exactly ->
                    texts(Sharpness.EXACT, Patterns.exactMatch(value(exactly.text())));
            case Condition.IsNull ignored -> texts(Sharpness.EXACT, Patterns.exactMatch(NULL));
            case Condition.Prefix prefix ->
                    texts(Sharpness.SHARP, Patterns.prefixMatch('"' + prefix.text()));
            case Condition.Suffix suffix ->
                    texts(Sharpness.SHARP, Patterns.suffixMatch(suffix.text() + '"'));
            case Condition.Contains contains -> part(contains.text());
            case Condition.AnythingBut ignored -> PRESENT;
            case Condition.Numeric numeric -> numbers(numeric);
            case Condition.Cidr cidr ->
                    new Sieve(
                            List.of(Patterns.prefixMatch(Blocks.network(cidr))),
                            Sharpness.SHARP,
                            Set.of(Extra.ADDRESSES));
            case Condition.All all -> sharpest(all.all());
        };
    }

    private static Sieve texts(Sharpness sharpness, Patterns pattern) {
        return new Sieve(List.of(pattern), sharpness, Set.of());
    }

    private static Sieve part(String text) {
        List<String> parts = parts(text);
        return parts.isEmpty()
                ? PRESENT
                : new Sieve(
                        List.of(Patterns.exactMatch(parts.getLast())),
                        Sharpness.SHARP,
                        Set.of(Extra.PARTS));
    }

    /// The parts of three letters that a text has.
    static List<String> parts(String text) {
        Set<String> parts = new LinkedHashSet<>();
        for (int i = 0; i + 3 <= text.length(); i++) {
            boolean splits =
                    Character.isLowSurrogate(text.charAt(i))
                            || Character.isHighSurrogate(text.charAt(i + 2));
            if (!splits) {
                parts.add('~' + text.substring(i, i + 3));
            }
        }
        return List.copyOf(parts);
    }

    /// The same for `source` and `type`, which come without extras but for addresses.
    Sieve ofEnvelope() {
        return extras.contains(Extra.PARTS) ? PRESENT : this;
    }

    private static Sieve numbers(Condition.Numeric numeric) {
        @Nullable BigDecimal least = null;
        @Nullable BigDecimal greatest = null;
        for (Comparison comparison : numeric.comparisons()) {
            BigDecimal low = comparison.least();
            BigDecimal high = comparison.greatest();
            least = least == null || low == null ? low == null ? least : low : least.max(low);
            greatest =
                    greatest == null || high == null
                            ? high == null ? greatest : high
                            : greatest.min(high);
        }
        if (least == null && greatest == null) {
            return PRESENT;
        }
        var patterns = new ArrayList<Patterns>();
        for (String block : Blocks.cover(least, greatest)) {
            patterns.add(Patterns.prefixMatch(block));
        }
        return patterns.isEmpty()
                ? PRESENT
                : new Sieve(patterns, Sharpness.SHARP, Set.of(Extra.NUMBERS));
    }

    private static Sieve sharpest(List<Condition.OfValue> conditions) {
        Sieve sharpest = PRESENT;
        for (Condition condition : conditions) {
            Sieve sieve = of(condition);
            if (sieve.sharpness.compareTo(sharpest.sharpness) < 0) {
                sharpest = sieve;
            }
        }
        return sharpest.sharpness == Sharpness.EXACT
                ? new Sieve(sharpest.patterns, Sharpness.SHARP, sharpest.extras)
                : sharpest;
    }
}
