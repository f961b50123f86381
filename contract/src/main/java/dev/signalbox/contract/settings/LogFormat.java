package dev.signalbox.contract.settings;

import java.util.Map;

/// The form of the log's lines.
public enum LogFormat {
    TEXT,
    JSON;

    /// The form that the environment asks for; text where it asks for something else, which the
    /// reading of all settings refuses.
    public static LogFormat of(Map<String, String> environment) {
        String given = environment.getOrDefault(Setting.LOG_FORMAT.variable(), "").strip();
        return given.equals("json") ? JSON : TEXT;
    }

    static LogFormat parse(String text) {
        return switch (text) {
            case "text" -> TEXT;
            case "json" -> JSON;
            default ->
                    throw new IllegalArgumentException("'" + text + "' is neither text nor json");
        };
    }
}
