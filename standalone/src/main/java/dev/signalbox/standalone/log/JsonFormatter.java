package dev.signalbox.standalone.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/// Lines of the log as JSON: `time` (UTC), `level`, `logger`, `message`, the key-values by their
/// names, and `trace` where there is one.
final class JsonFormatter extends Formatter {
    @Override
    public String format(LogRecord line) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("time", line.getInstant().toString());
        json.put("level", level(line.getLevel()));
        json.put("logger", line.getLoggerName());
        json.put("message", message(line));
        if (line.getParameters() != null) {
            for (Object parameter : line.getParameters()) {
                if (parameter instanceof KeyValuePair pair) {
                    put(json, pair.key, pair.value);
                }
            }
        }
        if (line.getThrown() != null) {
            var trace = new StringWriter();
            line.getThrown().printStackTrace(new PrintWriter(trace, true));
            json.put("trace", trace.toString());
        }
        try {
            return Json.MAPPER.writeValueAsString(json) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers can be written", e);
        }
    }

    /// A message with key-values is finished; others may have places for parameters.
    private String message(LogRecord line) {
        Object[] parameters = line.getParameters();
        return parameters != null && parameters.length > 0 && parameters[0] instanceof KeyValuePair
                ? line.getMessage()
                : formatMessage(line);
    }

    private static void put(ObjectNode json, String key, @Nullable Object value) {
        String name = json.has(key) ? key + "_" : key;
        switch (value) {
            case null -> json.putNull(name);
            case Integer number -> json.put(name, number);
            case Long number -> json.put(name, number);
            case Boolean bool -> json.put(name, bool);
            default -> json.put(name, value.toString());
        }
    }

    private static String level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "error";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "warn";
        }
        return level.intValue() >= Level.CONFIG.intValue() ? "info" : "debug";
    }
}
