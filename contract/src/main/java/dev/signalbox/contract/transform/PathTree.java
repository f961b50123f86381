package dev.signalbox.contract.transform;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Many paths, laid over one another so that one pass over an event finds all their values. The
/// pass ends with the last of them, and builds nothing: values are parts of the event's bytes.
final class PathTree {
    private static final class Node {
        Map<String, Node> members = new HashMap<>();
        Map<Integer, Node> elements = new HashMap<>();

        /// The paths that end here.
        int[] wanted = {};

        void wantedBy(int path) {
            wanted = Arrays.copyOf(wanted, wanted.length + 1);
            wanted[wanted.length - 1] = path;
        }

        /// Most nodes have one child or none, and many trees are kept.
        void compact() {
            members.values().forEach(Node::compact);
            elements.values().forEach(Node::compact);
            members = members.size() <= 1 ? Map.copyOf(members) : members;
            elements = elements.size() <= 1 ? Map.copyOf(elements) : elements;
        }
    }

    private final Node root = new Node();
    private final int size;

    PathTree(List<EventPath> paths) {
        size = paths.size();
        for (int i = 0; i < size; i++) {
            Node node = root;
            for (EventPath.Step step : paths.get(i).steps()) {
                node =
                        switch (step) {
                            case EventPath.Step.Member member ->
                                    node.members.computeIfAbsent(member.name(), _ -> new Node());
                            case EventPath.Step.Element element ->
                                    node.elements.computeIfAbsent(element.index(), _ -> new Node());
                        };
            }
            node.wantedBy(i);
        }
        root.compact();
    }

    /// Finds the values of all paths, in their order; null where an event has none.
    ///
    /// @throws IOException when the event is no JSON object
    @Nullable EventValue[] find(byte[] event) throws IOException {
        var found = new @Nullable EventValue[size];
        if (size > 0) {
            try (JsonParser json = JsonText.FACTORY.createParser(event)) {
                if (json.nextToken() != JsonToken.START_OBJECT) {
                    throw new IOException("the event is no object");
                }
                new Pass(json, event, found).value(root);
            }
        }
        return found;
    }

    private static final class Pass {
        private final JsonParser json;
        private final byte[] event;
        private final @Nullable EventValue[] found;
        private int missing;

        Pass(JsonParser json, byte[] event, @Nullable EventValue[] found) {
            this.json = json;
            this.event = event;
            this.found = found;
            missing = found.length;
        }

        void value(Node node) throws IOException {
            int[] wanted = node.wanted;
            int start = wanted.length == 0 ? 0 : (int) json.currentTokenLocation().getByteOffset();
            if (start < 0) {
                throw new IOException("the event is not in UTF-8");
            }
            JsonToken token = json.currentToken();
            if (token == JsonToken.START_OBJECT && !node.members.isEmpty()) {
                object(node);
            } else if (token == JsonToken.START_ARRAY && !node.elements.isEmpty()) {
                array(node);
            } else {
                json.skipChildren();
            }
            if (wanted.length > 0) {
                json.finishToken();
                int end = (int) json.currentLocation().getByteOffset();
                for (int path : wanted) {
                    if (found[path] == null) {
                        found[path] = new EventValue(event, start, end);
                        missing--;
                    }
                }
            }
        }

        private void object(Node node) throws IOException {
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                json.nextToken();
                child(node.members.get(name));
                if (missing == 0) {
                    return;
                }
            }
        }

        private void array(Node node) throws IOException {
            for (int index = 0; json.nextToken() != JsonToken.END_ARRAY; index++) {
                child(node.elements.get(index));
                if (missing == 0) {
                    return;
                }
            }
        }

        private void child(@Nullable Node node) throws IOException {
            if (node == null) {
                json.skipChildren();
            } else {
                value(node);
            }
        }
    }
}
