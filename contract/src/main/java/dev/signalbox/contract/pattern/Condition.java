package dev.signalbox.contract.pattern;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A condition of a pattern on a field: whether it is there, or something of its value. Of an array
/// one element must have it.
public sealed interface Condition {
    /// Whether the field is there, whatever its value, null included.
    record Exists(boolean wanted) implements Condition {}

    /// A condition on one value.
    sealed interface OfValue extends Condition {}

    /// That very text; a number, true and false have one too, so 5 and "5" are the same.
    record Exactly(String text) implements OfValue {}

    record IsNull() implements OfValue {}

    record Prefix(String text) implements OfValue {}

    record Suffix(String text) implements OfValue {}

    record Contains(String text) implements OfValue {}

    record AnythingBut(List<OfValue> excluded) implements OfValue {}

    /// A number, not its text.
    record Numeric(List<Comparison> comparisons) implements OfValue {}

    /// An IPv4 address whose first bits are those of the network.
    record Cidr(long network, int bits) implements OfValue {
        static boolean within(long network, int bits, long address) {
            return address != Ipv4.NONE && (address ^ network) >> (32 - bits) == 0;
        }
    }

    /// One value that has them all.
    record All(List<OfValue> all) implements OfValue {}

    /// Whether a field fits.
    ///
    /// @param values its values; null where it is not there
    default boolean fits(@Nullable List<Scalar> values) {
        return switch (this) {
            case Exists exists -> exists.wanted == (values != null);
            case OfValue wanted -> values != null && any(wanted, values);
        };
    }

    private static boolean any(OfValue wanted, List<Scalar> values) {
        for (int i = 0; i < values.size(); i++) {
            if (fits(wanted, values.get(i))) {
                return true;
            }
        }
        return false;
    }

    /// Whether a value fits.
    static boolean fits(OfValue wanted, Scalar value) {
        return switch (wanted) {
            case Exactly exactly ->
                    value.kind() != Scalar.Kind.NULL && value.text().equals(exactly.text);
            case IsNull ignored -> value.kind() == Scalar.Kind.NULL;
            case Prefix prefix -> value.isText() && value.text().startsWith(prefix.text);
            case Suffix suffix -> value.isText() && value.text().endsWith(suffix.text);
            case Contains contains -> value.isText() && value.text().contains(contains.text);
            case AnythingBut but -> none(but.excluded, value);
            case Numeric numeric -> fits(numeric, value.number());
            case Cidr cidr ->
                    value.isText()
                            && Cidr.within(cidr.network, cidr.bits, Ipv4.parse(value.text()));
            case All all -> every(all.all, value);
        };
    }

    private static boolean none(List<OfValue> excluded, Scalar value) {
        for (int i = 0; i < excluded.size(); i++) {
            if (fits(excluded.get(i), value)) {
                return false;
            }
        }
        return true;
    }

    private static boolean every(List<OfValue> wanted, Scalar value) {
        for (int i = 0; i < wanted.size(); i++) {
            if (!fits(wanted.get(i), value)) {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(Numeric numeric, @Nullable BigDecimal number) {
        if (number == null) {
            return false;
        }
        for (int i = 0; i < numeric.comparisons.size(); i++) {
            if (!numeric.comparisons.get(i).fits(number)) {
                return false;
            }
        }
        return true;
    }

    /// The condition as a person would say it, after "wants".
    default String inWords() {
        return switch (this) {
            case Exists exists -> exists.wanted ? "any value" : "no such field";
            case Exactly exactly -> quoted(exactly.text);
            case IsNull ignored -> "null";
            case Prefix prefix -> "a text that starts with \"" + prefix.text + '"';
            case Suffix suffix -> "a text that ends with \"" + suffix.text + '"';
            case Contains contains -> "a text that contains \"" + contains.text + '"';
            case AnythingBut but -> "anything but " + list(but.excluded, " or ");
            case Numeric numeric ->
                    "a number "
                            + numeric.comparisons.stream()
                                    .map(Comparison::toString)
                                    .collect(Collectors.joining(" and "));
            case Cidr cidr -> "an IPv4 address in " + Ipv4.text(cidr.network) + "/" + cidr.bits;
            case All all -> list(all.all, " and ");
        };
    }

    /// Several conditions, one of which must hold.
    static String inWords(List<? extends Condition> wanted) {
        boolean plain =
                wanted.stream().allMatch(one -> one instanceof Exactly || one instanceof IsNull);
        return plain && wanted.size() > 1
                ? "one of " + list(wanted, ", ")
                : list(wanted, plain ? ", " : " or ");
    }

    private static String list(List<? extends Condition> conditions, String between) {
        return conditions.stream().map(Condition::inWords).collect(Collectors.joining(between));
    }

    /// Quotes what would be a text in JSON too.
    private static String quoted(String text) {
        return text.matches("-?[0-9]+(\\.[0-9]+)?(E[+-]?[0-9]+)?|true|false")
                ? text
                : '"' + text + '"';
    }
}
