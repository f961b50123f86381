package dev.signalbox.contract.pattern;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.signalbox.contract.json.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The fields of events that rules look at, and how their values are taken out of an event: in one
/// pass over its bytes, without a tree, passing over all else.
///
/// A field's values are its text, or where it is an array the texts of its elements; objects and
/// arrays within an array have none, nor has null. Numbers have the text that [Pattern] gives them.
final class FieldTree {
    /// Events on topics come from ingest, which refuses keys that come twice; here that check would
    /// cost more than the reading.
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(Json.DEEPEST).build())
                    .build();

    private final Node root = new Node();
    private final String[] names;

    /// Takes the values as they come.
    interface Sink {
        /// Takes one value of a field.
        ///
        /// @param field the field's number, in the order of the names
        void value(int field, String text);
    }

    private static final class Node {
        final Map<String, Node> children = new HashMap<>();
        int field = -1;
    }

    /// @param paths the fields, each once
    FieldTree(Collection<List<String>> paths) {
        int field = 0;
        for (List<String> path : sorted(paths)) {
            Node node = root;
            for (String step : path) {
                node = node.children.computeIfAbsent(step, ignored -> new Node());
            }
            node.field = field++;
        }
        names = sorted(paths).stream().map(Ruler::name).toArray(String[]::new);
    }

    private static List<List<String>> sorted(Collection<List<String>> paths) {
        return paths.stream().sorted((a, b) -> Ruler.name(a).compareTo(Ruler.name(b))).toList();
    }

    /// The number of a field.
    int number(List<String> path) {
        return Arrays.binarySearch(names, Ruler.name(path));
    }

    /// How many fields there are.
    int size() {
        return names.length;
    }

    /// Reads the fields out of an event.
    ///
    /// @throws IOException when it is not a JSON object
    void read(byte[] event, Sink sink) throws IOException {
        try (JsonParser json = FACTORY.createParser(event)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("the event is not a JSON object");
            }
            readObject(json, root, sink);
        }
    }

    /// Reads the fields out of an event.
    ///
    /// @return names and values in turn, sorted by name, as [Ruler] takes them
    /// @throws IOException when it is not a JSON object
    String[] read(String source, String type, byte[] event) throws IOException {
        var values = new Values(names.length);
        read(event, values);
        return values.flat(source, type, names);
    }

    private static void readObject(JsonParser json, Node node, Sink sink) throws IOException {
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            Node child = node.children.get(name);
            JsonToken token = json.nextToken();
            if (child == null) {
                json.skipChildren();
            } else if (token == JsonToken.START_OBJECT) {
                readObject(json, child, sink);
            } else if (token == JsonToken.START_ARRAY) {
                readArray(json, child.field, sink);
            } else {
                give(json, token, child.field, sink);
            }
        }
        if (json.currentToken() != JsonToken.END_OBJECT) {
            throw new IOException("the event ends before its last brace");
        }
    }

    private static void readArray(JsonParser json, int field, Sink sink) throws IOException {
        for (JsonToken token = json.nextToken();
                token != JsonToken.END_ARRAY;
                token = json.nextToken()) {
            if (token == null) {
                throw new IOException("the event ends within an array");
            }
            if (token.isStructStart()) {
                json.skipChildren();
            } else {
                give(json, token, field, sink);
            }
        }
    }

    private static void give(JsonParser json, JsonToken token, int field, Sink sink)
            throws IOException {
        if (field < 0 || token == JsonToken.VALUE_NULL) {
            return;
        }
        String text = json.getText();
        if (token == JsonToken.VALUE_NUMBER_FLOAT) {
            text = new BigDecimal(text).toString();
        } else if (token == JsonToken.VALUE_NUMBER_INT && text.equals("-0")) {
            text = "0";
        }
        sink.value(field, text);
    }

    /// The values found so far, by field.
    private static final class Values implements Sink {
        private final Object[] byField;
        private int count;

        Values(int fields) {
            byField = new Object[fields];
        }

        @Override
        @SuppressWarnings("unchecked")
        public void value(int field, String text) {
            String value = Ruler.value(text);
            switch (byField[field]) {
                case null -> byField[field] = value;
                case String one -> byField[field] = new ArrayList<>(Arrays.asList(one, value));
                case Object more -> ((List<String>) more).add(value);
            }
            count++;
        }

        @SuppressWarnings("unchecked")
        String[] flat(String source, String type, String[] names) {
            var flat = new String[2 * count + 4];
            flat[0] = Ruler.TYPE;
            flat[1] = Ruler.value(type);
            flat[2] = Ruler.SOURCE;
            flat[3] = Ruler.value(source);
            int at = 4;
            for (int field = 0; field < byField.length; field++) {
                Object values = byField[field];
                if (values instanceof String one) {
                    flat[at++] = names[field];
                    flat[at++] = one;
                } else if (values != null) {
                    for (String value : (List<String>) values) {
                        flat[at++] = names[field];
                        flat[at++] = value;
                    }
                }
            }
            return flat;
        }
    }
}
