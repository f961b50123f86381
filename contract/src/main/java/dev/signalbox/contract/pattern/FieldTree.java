package dev.signalbox.contract.pattern;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.signalbox.contract.json.Json;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The fields of events that rules look at, and how their values are taken out of an event: in one
/// pass over its bytes, without a tree, passing over all else.
///
/// A field's values are the field itself, or where it is an array its elements; objects and arrays
/// within an array are passed over, and an object has no values.
///
/// Fields may come and go; that, and reading, takes a lock of the caller's.
final class FieldTree {
    /// Events on topics come from ingest, which refuses keys that come twice; here that check would
    /// cost more than the reading.
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(Json.DEEPEST).build())
                    .build();

    private final Place root = new Place(null, "");
    private final Deque<Integer> free = new ArrayDeque<>();
    private int numbers;

    /// A step on the way to fields, or a field.
    static final class Place {
        private final @Nullable Place above;
        private final String step;
        private final Map<String, Place> children = new HashMap<>();
        private int uses;
        private int number = -1;

        private Place(@Nullable Place above, String step) {
            this.above = above;
            this.step = step;
        }

        /// The field's number, of which each field has another.
        int number() {
            return number;
        }
    }

    /// Adds a field, or one more use of it.
    Place want(List<String> path) {
        Place place = root;
        for (String step : path) {
            Place above = place;
            place = above.children.computeIfAbsent(step, name -> new Place(above, name));
        }
        if (place.uses++ == 0) {
            Integer freed = free.poll();
            place.number = freed == null ? numbers++ : freed;
        }
        return place;
    }

    /// Adds fields, or one more use of each.
    Place[] places(List<Pattern.Field> fields) {
        return fields.stream().map(field -> want(field.path())).toArray(Place[]::new);
    }

    /// Takes one use of a field back, and with the last one the field.
    void release(Place place) {
        if (--place.uses > 0) {
            return;
        }
        free.add(place.number);
        place.number = -1;
        Place end = place;
        while (end.above != null && end.uses == 0 && end.children.isEmpty()) {
            end.above.children.remove(end.step);
            end = end.above;
        }
    }

    /// A reading to be filled by hand.
    Reading blank() {
        var reading = new Reading();
        reading.reach(numbers);
        return reading;
    }

    /// Reads the fields out of an event.
    ///
    /// @throws IOException when it is not a JSON object
    Reading read(byte[] event) throws IOException {
        Reading reading = blank();
        read(event, reading);
        return reading;
    }

    /// Reads the fields into a reading that is empty, perhaps one of another tree.
    ///
    /// @throws IOException when it is not a JSON object
    void read(byte[] event, Reading reading) throws IOException {
        reading.reach(numbers);
        try (JsonParser json = FACTORY.createParser(event)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("the event is not a JSON object");
            }
            readObject(json, root, reading);
        }
    }

    private static void readObject(JsonParser json, Place node, Reading reading)
            throws IOException {
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            Place child = node.children.get(name);
            JsonToken token = json.nextToken();
            if (child == null) {
                json.skipChildren();
            } else if (token == JsonToken.START_OBJECT) {
                reading.present(child);
                readObject(json, child, reading);
            } else if (token == JsonToken.START_ARRAY) {
                reading.present(child);
                readArray(json, child, reading);
            } else {
                reading.add(child, scalar(json, token));
            }
        }
        if (json.currentToken() != JsonToken.END_OBJECT) {
            throw new IOException("the event ends before its last brace");
        }
    }

    private static void readArray(JsonParser json, Place node, Reading reading) throws IOException {
        for (JsonToken token = json.nextToken();
                token != JsonToken.END_ARRAY;
                token = json.nextToken()) {
            if (token == null) {
                throw new IOException("the event ends within an array");
            }
            if (token.isStructStart()) {
                json.skipChildren();
            } else {
                reading.add(node, scalar(json, token));
            }
        }
    }

    private static Scalar scalar(JsonParser json, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_NULL -> Scalar.NULL;
            case VALUE_TRUE -> Scalar.TRUE;
            case VALUE_FALSE -> Scalar.FALSE;
            case VALUE_NUMBER_FLOAT, VALUE_NUMBER_INT -> Scalar.number(json.getText());
            default -> Scalar.text(json.getText());
        };
    }

    /// The values found in one event. Numbers are kept in pages, as few of many fields are there.
    static final class Reading {
        private static final int PAGE_BITS = 5;
        private static final int PAGE = 1 << PAGE_BITS;

        /// Of no event.
        static final Reading NOTHING = new Reading();

        private @Nullable List<Scalar>[] @Nullable [] pages = pages(0);
        private Place[] found = new Place[16];
        private int size;
        private boolean several;

        @SuppressWarnings({"unchecked", "rawtypes"})
        private static @Nullable List<Scalar>[] @Nullable [] pages(int numbers) {
            return new List[(numbers >> PAGE_BITS) + 1][];
        }

        private void reach(int numbers) {
            if (numbers >> PAGE_BITS >= pages.length) {
                pages = pages(numbers);
            }
        }

        /// Forgets everything, to be filled again; its fields must have the numbers they had.
        void clear() {
            for (int i = 0; i < size; i++) {
                int number = found[i].number;
                @Nullable List<Scalar>[] page = pages[number >> PAGE_BITS];
                if (page != null) {
                    page[number & (PAGE - 1)] = null;
                }
            }
            size = 0;
            several = false;
        }

        @SuppressWarnings({"unchecked", "rawtypes"})
        private void put(Place place, @Nullable List<Scalar> before, List<Scalar> values) {
            @Nullable List<Scalar>[] page = pages[place.number >> PAGE_BITS];
            if (page == null) {
                page = new List[PAGE];
                pages[place.number >> PAGE_BITS] = page;
            }
            page[place.number & (PAGE - 1)] = values;
            if (before == null) {
                if (size == found.length) {
                    found = Arrays.copyOf(found, size * 2);
                }
                found[size++] = place;
            }
        }

        private void present(Place place) {
            if (place.number >= 0 && values(place.number) == null) {
                put(place, null, new ArrayList<>());
            }
        }

        void add(Place place, Scalar value) {
            if (place.number < 0) {
                return;
            }
            List<Scalar> values = values(place.number);
            if (values == null) {
                put(place, null, List.of(value));
                return;
            }
            several |= !values.isEmpty();
            if (values instanceof ArrayList<Scalar> list) {
                list.add(value);
            } else {
                var list = new ArrayList<>(values);
                list.add(value);
                put(place, values, list);
            }
        }

        /// How many fields there are.
        int size() {
            return size;
        }

        /// One of the fields that are there.
        Place place(int at) {
            return found[at];
        }

        /// Whether some field has more than one value.
        boolean several() {
            return several;
        }

        /// A field's values; null where it is not there.
        @Nullable List<Scalar> values(Place place) {
            return values(place.number);
        }

        /// The values of a field by its number; null where it is not there.
        @Nullable List<Scalar> values(int number) {
            @Nullable List<Scalar>[] page = pages[number >> PAGE_BITS];
            return page == null ? null : page[number & (PAGE - 1)];
        }
    }
}
