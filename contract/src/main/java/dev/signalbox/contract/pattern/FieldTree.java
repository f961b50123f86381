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
import org.jspecify.annotations.Nullable;

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
    private final int size;

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
        size = field;
        names = sorted(paths).stream().map(Ruler::name).toArray(String[]::new);
    }

    private final String[] names;

    private static List<List<String>> sorted(Collection<List<String>> paths) {
        return paths.stream().sorted((a, b) -> Ruler.name(a).compareTo(Ruler.name(b))).toList();
    }

    /// Reads the fields out of an event.
    ///
    /// @return names and values in turn, sorted by name, source and type before the others
    /// @throws IOException when it is not a JSON object
    String[] read(String source, String type, byte[] event) throws IOException {
        var values = new Values(size);
        try (JsonParser json = FACTORY.createParser(event)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("the event is not a JSON object");
            }
            readObject(json, root, values);
        }
        return values.flat(source, type, names);
    }

    private static void readObject(JsonParser json, Node node, Values values) throws IOException {
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            Node child = node.children.get(name);
            JsonToken token = json.nextToken();
            if (child == null) {
                json.skipChildren();
            } else if (token == JsonToken.START_OBJECT) {
                readObject(json, child, values);
            } else if (token == JsonToken.START_ARRAY) {
                readArray(json, child.field, values);
            } else {
                values.add(child.field, text(json, token));
            }
        }
        if (json.currentToken() != JsonToken.END_OBJECT) {
            throw new IOException("the event ends before its last brace");
        }
    }

    private static void readArray(JsonParser json, int field, Values values) throws IOException {
        for (JsonToken token = json.nextToken();
                token != JsonToken.END_ARRAY;
                token = json.nextToken()) {
            if (token == null) {
                throw new IOException("the event ends within an array");
            }
            if (token.isStructStart()) {
                json.skipChildren();
            } else {
                values.add(field, text(json, token));
            }
        }
    }

    private static @Nullable String text(JsonParser json, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_NULL -> null;
            case VALUE_NUMBER_FLOAT -> new BigDecimal(json.getText()).toString();
            case VALUE_NUMBER_INT -> {
                String digits = json.getText();
                yield digits.equals("-0") ? "0" : digits;
            }
            default -> json.getText();
        };
    }

    /// The values found so far, by field.
    private static final class Values {
        private final Object[] byField;
        private int count;

        Values(int fields) {
            byField = new Object[fields];
        }

        @SuppressWarnings("unchecked")
        void add(int field, @Nullable String text) {
            if (field < 0 || text == null) {
                return;
            }
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
