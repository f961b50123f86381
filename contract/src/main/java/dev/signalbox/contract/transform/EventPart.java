package dev.signalbox.contract.transform;

import java.io.IOException;
import java.util.List;

/// Sends one value of the event: a text without its quotes, all else as JSON; null where the event
/// has no such value.
final class EventPart implements Transformer {
    private final PathTree tree;

    EventPart(EventPath path) {
        tree = new PathTree(List.of(path));
    }

    @Override
    public boolean writesObject() {
        return false;
    }

    @Override
    public Transformed apply(byte[] event) {
        try {
            EventValue value = tree.find(event)[0];
            if (value == null || value.isNull()) {
                return new Transformed.Body(JsonText.NULL, Transformed.Format.JSON);
            }
            var out = new Output(value.end() - value.start());
            value.text(out);
            if (out.isFull()) {
                return FilledTemplate.TOO_LARGE;
            }
            byte[] bytes = out.toBytes();
            return new Transformed.Body(
                    bytes, value.isText() ? JsonText.format(bytes) : Transformed.Format.JSON);
        } catch (IOException e) {
            return FilledTemplate.NO_JSON;
        }
    }
}
