package dev.signalbox.router.match;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.Pattern;
import java.io.IOException;
import java.util.ArrayDeque;
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

    /// Takes the values of one event, in their order.
    interface Values {
        /// A field is there, or a step on the way to one: an object or an array.
        void present(Place field);

        /// A field, or a step, has a value that was just read.
        void add(Place field, JsonParser json, JsonToken token) throws IOException;
    }

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

        /// The field's number, of which each field has another; negative for a step.
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

    /// How many numbers fields have.
    int numbers() {
        return numbers;
    }

    /// Reads the fields out of an event.
    ///
    /// @throws IOException when it is not a JSON object
    void read(byte[] event, Values values) throws IOException {
        try (JsonParser json = FACTORY.createParser(event)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("the event is not a JSON object");
            }
            readObject(json, root, values);
        }
    }

    private static void readObject(JsonParser json, Place node, Values values) throws IOException {
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            Place child = node.children.get(name);
            JsonToken token = json.nextToken();
            if (child == null) {
                json.skipChildren();
            } else if (token == JsonToken.START_OBJECT) {
                values.present(child);
                readObject(json, child, values);
            } else if (token == JsonToken.START_ARRAY) {
                values.present(child);
                readArray(json, child, values);
            } else {
                values.add(child, json, token);
            }
        }
        if (json.currentToken() != JsonToken.END_OBJECT) {
            throw new IOException("the event ends before its last brace");
        }
    }

    private static void readArray(JsonParser json, Place node, Values values) throws IOException {
        for (JsonToken token = json.nextToken();
                token != JsonToken.END_ARRAY;
                token = json.nextToken()) {
            if (token == null) {
                throw new IOException("the event ends within an array");
            }
            if (token.isStructStart()) {
                json.skipChildren();
            } else {
                values.add(node, json, token);
            }
        }
    }
}
