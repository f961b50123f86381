package dev.signalbox.contract.pattern;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The values of one event for many rules, of which most are looked up by their hashes and by
/// nothing else: so their characters stand side by side, and a text or a [Scalar] is made where a
/// condition looks at the value. To be filled again and again, since what is made anew drives the
/// rules out of the processor's cache.
///
/// ```
///   characters:  1 2 3 4 5 F A I L E D t 0 0 0 1 7 _ o d s
///                ▲         ▲           ▲
///   values:      0         1           2                         kind, start, length, the next of its field
///                ▲         ▲           ▲
///   fields:      projectId status      nodeName                  by their numbers, in pages
/// ```
final class Reading implements FieldTree.Values {
    /// No value.
    static final int NONE = -1;

    private static final int PAGE_BITS = 5;
    private static final int PAGE = 1 << PAGE_BITS;
    private static final int FEW = 16;
    private static final int ROOM = 4_096;
    private static final int MOST = 1 << 16;
    private static final int LATIN = 0xFF;

    /// By a field's number, its place among those that are there, counted from 1.
    private int[] @Nullable [] pages = new int[1][];

    private FieldTree.Place[] fields = new FieldTree.Place[FEW];
    private int[] first = new int[FEW];
    private int[] last = new int[FEW];
    private int size;
    private boolean several;

    private Scalar.Kind[] kinds = new Scalar.Kind[FEW];
    private int[] starts = new int[FEW];
    private int[] lengths = new int[FEW];
    private int[] next = new int[FEW];

    /// What has no characters here, such as what is not Latin.
    private @Nullable String[] texts = new String[FEW];

    private @Nullable Scalar[] scalars = new Scalar[FEW];
    private int values;

    /// A byte for each; one word behind what is used is there.
    private byte[] characters = new byte[ROOM];

    private int used;

    /// Makes room.
    ///
    /// @param numbers the fields' numbers are below that
    void reach(int numbers) {
        if (numbers >> PAGE_BITS >= pages.length) {
            pages = new int[(numbers >> PAGE_BITS) + 1][];
        }
    }

    /// Forgets everything; its fields must have the numbers they had.
    void clear() {
        for (int i = 0; i < size; i++) {
            int number = fields[i].number();
            int[] page = pages[number >> PAGE_BITS];
            if (page != null) {
                page[number & (PAGE - 1)] = 0;
            }
        }
        Arrays.fill(texts, 0, values, null);
        Arrays.fill(scalars, 0, values, null);
        size = 0;
        values = 0;
        used = 0;
        several = false;
        if (characters.length > MOST) {
            characters = new byte[ROOM];
        }
    }

    /// Where a field is among those that are there, or -1.
    private int at(int number) {
        int[] page = pages[number >> PAGE_BITS];
        return page == null ? NONE : page[number & (PAGE - 1)] - 1;
    }

    private int put(FieldTree.Place field) {
        int number = field.number();
        int there = at(number);
        if (there >= 0) {
            return there;
        }
        int[] page = pages[number >> PAGE_BITS];
        if (page == null) {
            page = new int[PAGE];
            pages[number >> PAGE_BITS] = page;
        }
        if (size == fields.length) {
            fields = Arrays.copyOf(fields, 2 * size);
            first = Arrays.copyOf(first, 2 * size);
            last = Arrays.copyOf(last, 2 * size);
        }
        fields[size] = field;
        first[size] = NONE;
        page[number & (PAGE - 1)] = ++size;
        return size - 1;
    }

    @Override
    public void present(FieldTree.Place field) {
        if (field.number() >= 0) {
            put(field);
        }
    }

    @Override
    public void add(FieldTree.Place field, JsonParser json, JsonToken token) throws IOException {
        if (field.number() < 0) {
            return;
        }
        switch (token) {
            case VALUE_STRING -> add(field, Scalar.Kind.TEXT, json);
            case VALUE_NUMBER_INT -> {
                if (json.getTextLength() == 2) { // it may be -0
                    add(field, Scalar.read(json, token));
                } else {
                    add(field, Scalar.Kind.NUMBER, json);
                }
            }
            default -> add(field, Scalar.read(json, token));
        }
    }

    private void add(FieldTree.Place field, Scalar.Kind kind, JsonParser json) throws IOException {
        char[] from = json.getTextCharacters();
        int offset = json.getTextOffset();
        int length = json.getTextLength();
        int start = used;
        if (start + length + HashedText.WORD > characters.length) {
            characters = Arrays.copyOf(characters, 2 * (characters.length + length));
        }
        byte[] into = characters;
        int all = 0;
        for (int i = 0; i < length; i++) {
            char c = from[offset + i];
            into[start + i] = (byte) c;
            all |= c;
        }
        int value = value(field, kind, start, length);
        if (all > LATIN) {
            texts[value] = new String(from, offset, length);
        } else {
            used = start + length;
        }
    }

    /// Adds a value.
    void add(FieldTree.Place field, Scalar scalar) {
        int value = value(field, scalar.kind(), 0, scalar.text().length());
        texts[value] = scalar.text();
        scalars[value] = scalar;
    }

    private int value(FieldTree.Place field, Scalar.Kind kind, int start, int length) {
        if (values == kinds.length) {
            kinds = Arrays.copyOf(kinds, 2 * values);
            starts = Arrays.copyOf(starts, 2 * values);
            lengths = Arrays.copyOf(lengths, 2 * values);
            next = Arrays.copyOf(next, 2 * values);
            texts = Arrays.copyOf(texts, 2 * values);
            scalars = Arrays.copyOf(scalars, 2 * values);
        }
        int value = values++;
        kinds[value] = kind;
        starts[value] = start;
        lengths[value] = length;
        next[value] = NONE;
        int at = put(field);
        if (first[at] < 0) {
            first[at] = value;
        } else {
            next[last[at]] = value;
            several = true;
        }
        last[at] = value;
        return value;
    }

    /// How many fields there are.
    int size() {
        return size;
    }

    /// One of the fields that are there.
    FieldTree.Place place(int at) {
        return fields[at];
    }

    /// Whether some field has more than one value.
    boolean several() {
        return several;
    }

    /// Whether a field is there.
    boolean has(int field) {
        return at(field) >= 0;
    }

    /// A field's first value, or [#NONE].
    int first(int field) {
        int at = at(field);
        return at < 0 ? NONE : first[at];
    }

    /// The next value of the same field, or [#NONE].
    int next(int value) {
        return next[value];
    }

    Scalar.Kind kind(int value) {
        return kinds[value];
    }

    boolean isText(int value) {
        return kinds[value] == Scalar.Kind.TEXT;
    }

    /// How many characters a value's text has.
    int length(int value) {
        return lengths[value];
    }

    String text(int value) {
        return scalar(value).text();
    }

    Scalar scalar(int value) {
        Scalar known = scalars[value];
        if (known == null) {
            String text = texts[value];
            known =
                    new Scalar(
                            kinds[value],
                            text == null ? latin(starts[value], lengths[value]) : text);
            scalars[value] = known;
        }
        return known;
    }

    @SuppressWarnings("deprecation") // the high bytes are zero
    private String latin(int start, int length) {
        return new String(characters, 0, start, length);
    }

    /// Gives a piece of a value's text to be hashed.
    void hash(int value, int from, int to, HashedText hashed) {
        String text = texts[value];
        if (text == null) {
            hashed.take(characters, starts[value] + from, to - from);
        } else {
            hashed.take(text, from, to);
        }
    }

    /// A number, rounded to a double.
    double number(int value) {
        return texts[value] == null
                ? Ranges.number(characters, starts[value], lengths[value])
                : Double.parseDouble(text(value));
    }

    /// Whether a text stands at some place in a value's.
    boolean hasAt(int from, String wanted, int value) {
        int length = wanted.length();
        if (from < 0 || from + length > lengths[value]) {
            return false;
        }
        String text = texts[value];
        if (text != null) {
            return text.startsWith(wanted, from);
        }
        int start = starts[value] + from;
        for (int i = 0; i < length; i++) {
            if ((characters[start + i] & LATIN) != wanted.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
