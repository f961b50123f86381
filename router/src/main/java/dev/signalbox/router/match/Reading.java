package dev.signalbox.router.match;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.signalbox.contract.pattern.Scalar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The values of one event for many rules, of which most are looked up by their hashes and by
/// nothing else: so a value is a piece of the event where that has its characters as they are, and
/// a text or a [Scalar] is made where a condition looks at more. To be filled again and again,
/// since what is made anew drives the rules out of the processor's cache.
///
/// ```
///   event:   {"data":{"projectId":12345,"status":"FAILED","nodeName":"t00017_ods", …
///                                 ▲              ▲                   ▲
///   values:                       0              1                   2       kind, start, length, the next of its field
///                                 ▲              ▲                   ▲
///   fields:                       projectId      status              nodeName      by their numbers, in pages
/// ```
final class Reading implements FieldTree.Values {
    /// No value.
    static final int NONE = -1;

    private static final int PAGE_BITS = 5;
    private static final int PAGE = 1 << PAGE_BITS;
    private static final int FEW = 16;
    private static final int MANY = 1_024;
    private static final byte[] NO_EVENT = {};

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

    /// What does not stand in the event as it is, such as what has an escape or is not ASCII.
    private @Nullable String[] texts = new String[FEW];

    private @Nullable Scalar[] scalars = new Scalar[FEW];
    private int values;

    private byte[] event = NO_EVENT;

    /// Reads the fields out of an event.
    ///
    /// @throws IOException when it is not a JSON object
    void read(byte[] event, FieldTree fields) throws IOException {
        this.event = event;
        reach(fields);
        fields.read(event, this);
    }

    /// Makes room for fields.
    void reach(FieldTree tree) {
        int numbers = tree.numbers();
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
        if (kinds.length > MANY) {
            room(FEW);
        }
        size = 0;
        values = 0;
        several = false;
        event = NO_EVENT;
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
        int at = (int) json.currentTokenLocation().getByteOffset(); // negative beyond UTF-8
        if (at >= 0 && token == JsonToken.VALUE_STRING) {
            int end = endOfText(at + 1);
            if (end >= 0) {
                value(field, Scalar.Kind.TEXT, at + 1, end - at - 1);
                return;
            }
        } else if (at >= 0 && token == JsonToken.VALUE_NUMBER_INT) {
            int end = endOfInteger(at);
            if (end >= 0) {
                value(field, Scalar.Kind.NUMBER, at, end - at);
                return;
            }
        }
        add(field, Scalar.read(json, token));
    }

    /// Where a text ends that stands in the event as it is; -1 where it does not, or where there is
    /// no room for a word behind its last character.
    private int endOfText(int start) {
        byte[] bytes = event;
        int until = bytes.length - HashedText.WORD;
        for (int at = start; at <= until; at++) {
            byte c = bytes[at];
            if (c == '"') {
                return at;
            }
            if (c < 0 || c == '\\') {
                return -1;
            }
        }
        return -1;
    }

    /// The same of an integer, which is not minus zero.
    private int endOfInteger(int start) {
        byte[] bytes = event;
        int until = bytes.length - HashedText.WORD;
        int at = start;
        while (at <= until && (bytes[at] == '-' || (bytes[at] >= '0' && bytes[at] <= '9'))) {
            at++;
        }
        boolean minusZero = at - start == 2 && bytes[start] == '-' && bytes[start + 1] == '0';
        return at > until || at == start || minusZero ? -1 : at;
    }

    /// Adds a value.
    void add(FieldTree.Place field, Scalar scalar) {
        int value = value(field, scalar.kind(), 0, scalar.text().length());
        texts[value] = scalar.text();
        scalars[value] = scalar;
    }

    private int value(FieldTree.Place field, Scalar.Kind kind, int start, int length) {
        if (values == kinds.length) {
            room(2 * values);
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

    private void room(int room) {
        kinds = Arrays.copyOf(kinds, room);
        starts = Arrays.copyOf(starts, room);
        lengths = Arrays.copyOf(lengths, room);
        next = Arrays.copyOf(next, room);
        texts = Arrays.copyOf(texts, room);
        scalars = Arrays.copyOf(scalars, room);
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
                            text == null
                                    ? new String(
                                            event,
                                            starts[value],
                                            lengths[value],
                                            StandardCharsets.US_ASCII)
                                    : text);
            scalars[value] = known;
        }
        return known;
    }

    /// Gives a piece of a value's text to be hashed.
    void hash(int value, int from, int to, HashedText hashed) {
        String text = texts[value];
        if (text == null) {
            hashed.take(event, starts[value] + from, to - from);
        } else {
            hashed.take(text, from, to);
        }
    }

    /// A number, rounded to a double.
    double number(int value) {
        return texts[value] == null
                ? Ranges.number(event, starts[value], lengths[value])
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
            if (event[start + i] != wanted.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
