package dev.signalbox.contract.pattern;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.signalbox.contract.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The fields of events that rules look at, and how their values are taken out of an event: in one
/// pass over its bytes, without a tree, passing over all else.
///
/// A field's values are the field itself, or where it is an array its elements; objects and arrays
/// within an array are passed over, and an object has no values.
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
    private final List<Node> fields = new ArrayList<>();
    private final Map<String, Node> byName = new HashMap<>();

    /// A field to look at, and what its values must come as, besides their text.
    record Look(List<String> path, Set<Sieve.Extra> extras) {}

    /// A step on the way to fields, or a field.
    private static final class Node {
        final Map<String, Node> children = new HashMap<>();
        String name = "";
        int field = -1;
        final Set<Sieve.Extra> extras = EnumSet.noneOf(Sieve.Extra.class);
    }

    FieldTree(Collection<Look> looks) {
        var sorted = new TreeMap<String, List<Look>>();
        for (Look look : looks) {
            sorted.computeIfAbsent(FieldName.of(look.path), ignored -> new ArrayList<>()).add(look);
        }
        sorted.forEach(this::add);
    }

    private void add(String name, List<Look> looks) {
        Node node = root;
        for (String step : looks.getFirst().path) {
            node = node.children.computeIfAbsent(step, ignored -> new Node());
        }
        node.name = name;
        node.field = fields.size();
        for (Look look : looks) {
            node.extras.addAll(look.extras);
        }
        fields.add(node);
        byName.put(name, node);
    }

    /// The number of a field.
    int number(List<String> path) {
        return Objects.requireNonNull(byName.get(FieldName.of(path))).field;
    }

    /// Source and type alone, as [RuleIndex] wants them.
    static String[] flat(String source, String type) {
        var flat = new ArrayList<String>(8);
        envelope(source, type, flat);
        return flat.toArray(String[]::new);
    }

    private static void envelope(String source, String type, List<String> flat) {
        attribute(FieldName.TYPE, type, flat);
        attribute(FieldName.SOURCE, source, flat);
    }

    private static void attribute(String name, String text, List<String> flat) {
        flat.add(name);
        flat.add(Sieve.value(text));
        String address = Blocks.address(text);
        if (address != null) {
            flat.add(name);
            flat.add(address);
        }
    }

    /// Reads the fields out of an event.
    ///
    /// @throws IOException when it is not a JSON object
    Reading read(byte[] event) throws IOException {
        var reading = new Reading(this);
        try (JsonParser json = FACTORY.createParser(event)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("the event is not a JSON object");
            }
            readObject(json, root, reading);
        }
        return reading;
    }

    private static void readObject(JsonParser json, Node node, Reading reading) throws IOException {
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            Node child = node.children.get(name);
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

    private static void readArray(JsonParser json, Node node, Reading reading) throws IOException {
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

    /// The values found in one event.
    static final class Reading {
        private final FieldTree tree;
        private final @Nullable List<Scalar>[] byField;

        @SuppressWarnings({"unchecked", "rawtypes"})
        private Reading(FieldTree tree) {
            this.tree = tree;
            byField = new List[tree.fields.size()];
        }

        private void present(Node node) {
            if (node.field >= 0 && byField[node.field] == null) {
                byField[node.field] = new ArrayList<>();
            }
        }

        private void add(Node node, Scalar value) {
            if (node.field < 0) {
                return;
            }
            List<Scalar> values = byField[node.field];
            if (values == null) {
                byField[node.field] = List.of(value);
            } else if (values instanceof ArrayList<Scalar> list) {
                list.add(value);
            } else {
                var list = new ArrayList<>(values);
                list.add(value);
                byField[node.field] = list;
            }
        }

        /// The values of a field by its number; null where it is not there.
        @Nullable List<Scalar> values(int field) {
            return byField[field];
        }

        /// A field's values; null where it is not there.
        @Nullable List<Scalar> values(String name) {
            Node node = tree.byName.get(name);
            return node == null ? null : byField[node.field];
        }

        /// Names and values in turn as [RuleIndex] wants them, source and type first.
        String[] flat(String source, String type) {
            var flat = new ArrayList<String>(2 * byField.length + 8);
            envelope(source, type, flat);
            for (int field = 0; field < byField.length; field++) {
                List<Scalar> values = byField[field];
                if (values != null) {
                    flatten(tree.fields.get(field), values, flat);
                }
            }
            return flat.toArray(String[]::new);
        }

        private static void flatten(Node node, List<Scalar> values, List<String> flat) {
            if (values instanceof ArrayList) {
                flat.add(node.name);
                flat.add(Sieve.CONTAINER);
            }
            for (int i = 0; i < values.size(); i++) {
                Scalar value = values.get(i);
                flat.add(node.name);
                flat.add(value.kind() == Scalar.Kind.NULL ? Sieve.NULL : Sieve.value(value.text()));
                if (!node.extras.isEmpty()) {
                    extras(node, value, flat);
                }
            }
        }

        private static void extras(Node node, Scalar value, List<String> flat) {
            if (value.isNumber() && node.extras.contains(Sieve.Extra.NUMBERS)) {
                flat.add(node.name);
                flat.add(Blocks.number(value.text()));
            }
            if (!value.isText()) {
                return;
            }
            String address =
                    node.extras.contains(Sieve.Extra.ADDRESSES)
                            ? Blocks.address(value.text())
                            : null;
            if (address != null) {
                flat.add(node.name);
                flat.add(address);
            }
            if (node.extras.contains(Sieve.Extra.PARTS)) {
                for (String part : Sieve.parts(value.text())) {
                    flat.add(node.name);
                    flat.add(part);
                }
            }
        }
    }
}
