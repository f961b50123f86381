package dev.signalbox.contract.pattern;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something that is found by the values that fit a condition.
final class Held<T> {
    /// What a value must fit, by which this is found.
    final Condition.OfValue key;

    /// What it must fit besides. Those with equal ones share a list, so that it stays at hand.
    private final List<Condition.OfValue> more;

    final T thing;

    /// Tells those with equal keys apart.
    final int number;

    /// Where a [Finder] keeps it.
    int place;

    /// The next of its [Cells].
    @Nullable Held<T> next;

    /// How a value is compared with the text, which stands here so that one need not ask the key
    /// for it.
    private final Comparing comparing;

    private final String text;

    private enum Comparing {
        EXACTLY,
        PREFIX,
        SUFFIX,
        PART,
        /// As the key says.
        OTHERWISE
    }

    Held(Condition.OfValue key, List<Condition.OfValue> more, T thing, int number) {
        this.key = key;
        this.more = more;
        this.thing = thing;
        this.number = number;
        switch (key) {
            case Condition.Exactly exactly -> {
                comparing = Comparing.EXACTLY;
                text = exactly.text();
            }
            case Condition.Prefix prefix -> {
                comparing = Comparing.PREFIX;
                text = prefix.text();
            }
            case Condition.Suffix suffix -> {
                comparing = Comparing.SUFFIX;
                text = suffix.text();
            }
            case Condition.Contains contains -> {
                comparing = Comparing.PART;
                text = contains.text();
            }
            case Condition.IsNull _,
                    Condition.Numeric _,
                    Condition.Cidr _,
                    Condition.AnythingBut _,
                    Condition.All _ -> {
                comparing = Comparing.OTHERWISE;
                text = "";
            }
        }
    }

    /// Whether the key is all that a value must fit.
    boolean isWhole() {
        return more.isEmpty();
    }

    /// Whether a value fits all of it.
    boolean fits(Scalar value) {
        if (!fitsKey(value)) {
            return false;
        }
        for (int i = 0; i < more.size(); i++) {
            if (!Condition.fits(more.get(i), value)) {
                return false;
            }
        }
        return true;
    }

    private boolean fitsKey(Scalar value) {
        return switch (comparing) {
            case EXACTLY -> value.kind() != Scalar.Kind.NULL && text.equals(value.text());
            case PREFIX -> value.isText() && value.text().startsWith(text);
            case SUFFIX -> value.isText() && value.text().endsWith(text);
            case PART -> value.isText() && value.text().contains(text);
            case OTHERWISE -> Condition.fits(key, value);
        };
    }
}
