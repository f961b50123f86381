package dev.signalbox.standalone.tail;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// An item of a tail as one line for people.
///
/// @param zone of the times
/// @param columns how wide a line may be
public record TailLine(ZoneId zone, int columns) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

    /// The line; null for an item that people need not see.
    public @Nullable String of(JsonNode item) {
        return switch (item.path("kind").asText()) {
            case "event" -> event(item);
            case "outcome" -> outcome(item);
            case "skipped" -> "             %,d skipped".formatted(item.path("skipped").asLong());
            default -> null;
        };
    }

    private String event(JsonNode item) {
        return line(
                time(item, "accepted"),
                text(item, "type"),
                text(item, "source"),
                text(item, "id"),
                item.has("matches") ? verdict(item) : data(item.path("event")));
    }

    private static String verdict(JsonNode item) {
        return item.path("matches").asBoolean() ? "match" : "no match: " + text(item, "why");
    }

    private static String data(JsonNode event) {
        return event.path("data").isMissingNode()
                ? event.path("data_base64").asText()
                : event.path("data").toString();
    }

    private String outcome(JsonNode item) {
        return line(
                time(item, "at"),
                text(item, "status"),
                text(item, "rule") + "/" + text(item, "target"),
                text(item, "event"),
                "attempt %s, %s ms".formatted(text(item, "attempt"), text(item, "tookMillis"))
                        + (item.path("httpStatus").asInt() == 0
                                ? ""
                                : ", HTTP " + text(item, "httpStatus"))
                        + (item.has("reason") ? ", " + text(item, "reason") : ""));
    }

    private String line(String... parts) {
        return TerminalText.cut(TerminalText.escaped(String.join("  ", parts)), columns);
    }

    private static String text(JsonNode item, String field) {
        return item.path(field).asText();
    }

    private String time(JsonNode item, String field) {
        String text = text(item, field);
        return text.isEmpty() ? "" : TIME.format(Instant.parse(text).atZone(zone));
    }
}
