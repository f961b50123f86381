package dev.signalbox.contract.pattern;

import java.util.List;

/// The name of a field for event-ruler, which joins the names of a path with dots and splits them
/// again: names go in escaped, so that `{"a.b": 1}` is not `{"a": {"b": 1}}`.
final class FieldName {
    static final String TYPE = "0";
    static final String SOURCE = "1";

    private FieldName() {}

    static String of(List<String> path) {
        if (isEnvelope(path)) {
            return path.getFirst().equals("type") ? TYPE : SOURCE;
        }
        var name = new StringBuilder("2");
        for (String step : path) {
            name.append('/').append(step.replace("~", "~0").replace("/", "~1").replace(".", "~2"));
        }
        return name.toString();
    }

    /// Whether this is `source` or `type`, which are known without reading the event.
    static boolean isEnvelope(List<String> path) {
        return path.size() == 1
                && (path.getFirst().equals("source") || path.getFirst().equals("type"));
    }
}
