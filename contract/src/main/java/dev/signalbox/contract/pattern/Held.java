package dev.signalbox.contract.pattern;

import org.jspecify.annotations.Nullable;

/// A condition on a value, and what is found by it: all that most looks need, in one object. With
/// many rules each further object would be a wait for memory.
///
/// ```
///   leads:   how many, the first and its rest  →  the others
///   text:    its first 24 characters, if they are Latin ones  →  the condition has it whole
///   numbers: the ends of their range
///   besides: the next of its cells, what else a value must fit
/// ```
final class Held extends Leads {
    /// Stands where nothing is held, and leads nowhere.
    static final Held NOTHING = new Held(new Condition.IsNull(), new Condition.OfValue[0], 0);

    /// What a value must fit, by which this is found.
    final Condition.OfValue key;

    /// What it must fit besides. Those with equal ones share them, so that they stay at hand.
    private final Condition.OfValue[] more;

    /// Where a [Finder] keeps it; at first a number that no other has.
    int place;

    /// The next of its [Cells].
    @Nullable Held next;

    private final Comparing comparing;

    /// Of the text; of a network, its bits.
    private final int length;

    /// How many characters of the text stand here, eight in each of three words.
    private final int atHand;

    private final long first;
    private final long second;
    private final long third;

    private enum Comparing {
        EXACTLY,
        PREFIX,
        SUFFIX,
        PART,
        NETWORK,
        /// Numbers between the ends fit, all others are looked at as the key says.
        RANGE,
        /// As the key says.
        OTHERWISE
    }

    Held(Condition.OfValue key, Condition.OfValue[] more, int place) {
        this.key = key;
        this.more = more;
        this.place = place;
        comparing =
                switch (key) {
                    case Condition.Exactly _ -> Comparing.EXACTLY;
                    case Condition.Prefix _ -> Comparing.PREFIX;
                    case Condition.Suffix _ -> Comparing.SUFFIX;
                    case Condition.Contains _ -> Comparing.PART;
                    case Condition.Cidr _ -> Comparing.NETWORK;
                    case Condition.Numeric numeric ->
                            Bounds.of(numeric).exact() ? Comparing.RANGE : Comparing.OTHERWISE;
                    case Condition.IsNull _, Condition.AnythingBut _, Condition.All _ ->
                            Comparing.OTHERWISE;
                };
        if (key instanceof Condition.Cidr cidr) {
            length = cidr.bits();
            atHand = 0;
            first = cidr.network();
            second = 0;
            third = 0;
        } else if (key instanceof Condition.Numeric numeric) {
            Bounds bounds = Bounds.of(numeric);
            length = 0;
            atHand = 0;
            first = Double.doubleToRawLongBits(bounds.low());
            second = Double.doubleToRawLongBits(bounds.high());
            third = 0;
        } else {
            String text = text();
            length = text.length();
            atHand = Latin.count(text, 3 * Latin.WORD);
            first = Latin.word(text, 0, Math.min(atHand, Latin.WORD));
            second = Latin.word(text, Latin.WORD, Math.min(atHand, 2 * Latin.WORD));
            third = Latin.word(text, 2 * Latin.WORD, atHand);
        }
    }

    private String text() {
        return switch (key) {
            case Condition.Exactly exactly -> exactly.text();
            case Condition.Prefix prefix -> prefix.text();
            case Condition.Suffix suffix -> suffix.text();
            case Condition.Contains contains -> contains.text();
            case Condition.IsNull _,
                    Condition.Numeric _,
                    Condition.Cidr _,
                    Condition.AnythingBut _,
                    Condition.All _ ->
                    "";
        };
    }

    /// Reads something of its beginning, its middle and its end, so that all of it comes near; it
    /// is longer than what memory gives at once.
    int touch() {
        return size() + (next == null ? 0 : 1) + place;
    }

    /// Whether a value fits all of it.
    boolean fits(Scalar value) {
        if (!fitsKey(value)) {
            return false;
        }
        for (Condition.OfValue one : more) {
            if (!Condition.fits(one, value)) {
                return false;
            }
        }
        return true;
    }

    private boolean fitsKey(Scalar value) {
        String given = value.text();
        return switch (comparing) {
            case EXACTLY ->
                    value.kind() != Scalar.Kind.NULL && given.length() == length && isAt(0, given);
            case PREFIX -> value.isText() && given.length() >= length && isAt(0, given);
            case SUFFIX ->
                    value.isText()
                            && given.length() >= length
                            && isAt(given.length() - length, given);
            case PART -> value.isText() && isWithin(given);
            case NETWORK ->
                    value.isText() && Condition.Cidr.within(first, length, Ipv4.parse(given));
            case RANGE -> value.isNumber() && (isBetween(given) || Condition.fits(key, value));
            case OTHERWISE -> Condition.fits(key, value);
        };
    }

    private boolean isBetween(String given) {
        double number = Ranges.number(given);
        return Double.longBitsToDouble(first) < number && number < Double.longBitsToDouble(second);
    }

    private boolean isWithin(String given) {
        if (atHand == 0) {
            return given.contains(text());
        }
        int start = (int) first & 0xFF;
        int last = given.length() - length;
        int from = given.indexOf(start);
        while (from >= 0 && from <= last && !isAt(from, given)) {
            from = given.indexOf(start, from + 1);
        }
        return from >= 0 && from <= last;
    }

    /// Whether the text is there, where there is room for it.
    private boolean isAt(int from, String given) {
        int words = atHand;
        return Latin.isAt(from, given, Math.min(words, Latin.WORD), first)
                && (words <= Latin.WORD
                        || Latin.isAt(
                                from + Latin.WORD,
                                given,
                                Math.min(words - Latin.WORD, Latin.WORD),
                                second))
                && (words <= 2 * Latin.WORD
                        || Latin.isAt(from + 2 * Latin.WORD, given, words - 2 * Latin.WORD, third))
                && (length == words
                        || given.startsWith(
                                words == 0 ? text() : text().substring(words), from + words));
    }
}
