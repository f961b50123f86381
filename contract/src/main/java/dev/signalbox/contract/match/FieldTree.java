package dev.signalbox.contract.match;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.pattern.Scalar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The fields of events that rules look at, by the steps that lead to them. An event is read in one
/// pass over its bytes, in which all other fields are skipped.
final class FieldTree {
    /// Events on topics come from ingest, which refuses keys that come twice; here that check would
    /// cost more than the reading.
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(Json.DEEPEST).build())
                    .build();

    private final Field root = new Field(null, "");
    private final Map<List<Pattern.Field>, WantedFields> wantedFields = new HashMap<>();

    /// A field, or a step on the way to others.
    static final class Field {
        private final @Nullable Field parent;
        private final String name;
        private final Map<String, Field> children = new HashMap<>();
        private int uses;

        private Field(@Nullable Field parent, String name) {
            this.parent = parent;
            this.name = name;
        }
    }

    /// Fields that must fit, for one more use until they are released.
    WantedFields share(List<Pattern.Field> wanted) {
        WantedFields fields = wantedFields.get(wanted);
        if (fields == null) {
            fields =
                    new WantedFields(
                            wanted,
                            wanted.stream()
                                    .map(field ->
                                            new WantedField(use(field.path()), field.wanted()))
                                    .toList());
            wantedFields.put(wanted, fields);
        }
        fields.uses++;
        return fields;
    }

    /// Ends a use.
    void release(WantedFields fields) {
        if (--fields.uses == 0) {
            wantedFields.remove(fields.asGiven);
            fields.all().forEach(field -> release(field.field()));
        }
    }

    /// A field, which is read from now on until it is released.
    Field use(List<String> path) {
        Field field = root;
        for (String name : path) {
            Field parent = field;
            field = parent.children.computeIfAbsent(name, _ -> new Field(parent, name));
        }
        field.uses++;
        return field;
    }

    /// Ends a use of a field.
    void release(Field field) {
        field.uses--;
        Field end = field;
        while (end.parent != null && end.uses == 0 && end.children.isEmpty()) {
            end.parent.children.remove(end.name);
            end = end.parent;
        }
    }

    /// Reads the fields of an event.
    ///
    /// @throws IOException when it is not a JSON object
    EventFields read(byte[] event) throws IOException {
        var fields = new EventFields();
        try (JsonParser json = FACTORY.createParser(event)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("the event is not a JSON object");
            }
            readObject(json, root, fields);
        }
        return fields;
    }

    private static void readObject(JsonParser json, Field object, EventFields fields)
            throws IOException {
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            Field field = object.children.get(name);
            JsonToken token = json.nextToken();
            if (field == null) {
                json.skipChildren();
            } else if (token == JsonToken.START_OBJECT) {
                if (field.uses > 0) {
                    fields.addAll(field, List.of());
                }
                readObject(json, field, fields);
            } else if (token == JsonToken.START_ARRAY) {
                fields.addAll(field, readArray(json));
            } else {
                fields.add(field, Scalar.read(json, token));
            }
        }
        if (json.currentToken() != JsonToken.END_OBJECT) {
            throw new IOException("the event ends before its last brace");
        }
    }

    /// The elements of an array that are neither objects nor arrays.
    private static List<Scalar> readArray(JsonParser json) throws IOException {
        var elements = new ArrayList<Scalar>();
        for (JsonToken token = json.nextToken();
                token != JsonToken.END_ARRAY;
                token = json.nextToken()) {
            if (token == null) {
                throw new IOException("the event ends within an array");
            }
            if (token.isStructStart()) {
                json.skipChildren();
            } else {
                elements.add(Scalar.read(json, token));
            }
        }
        return elements;
    }
}
