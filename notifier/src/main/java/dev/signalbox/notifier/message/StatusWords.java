package dev.signalbox.notifier.message;

import java.util.Map;

/// The words for the status numbers that DataWorks writes. Source: DataWorks, "Event list and
/// message format"; where its editions disagree (0 or 1 for "not run"), both are known.
final class StatusWords {
    private static final Map<String, String> RUN_STATUS =
            Map.of(
                    "0", "not run",
                    "1", "not run",
                    "2", "waiting for its time",
                    "3", "waiting for resources",
                    "4", "running",
                    "5", "failed",
                    "6", "succeeded",
                    "7", "its data is being checked",
                    "8", "its conditions are being checked");

    private static final Map<String, String> BASELINE_STATUS =
            Map.of("-1", "abnormal", "1", "safe", "2", "alert", "3", "overtime");

    private static final Map<String, String> CHECK_RESULT =
            Map.of(
                    "-2", "skipped",
                    "-1", "could not be checked",
                    "0", "passed",
                    "1", "beyond the warning threshold",
                    "2", "beyond the critical threshold");

    private StatusWords() {}

    /// A field's value in words, the number behind them; the value itself where it is no such
    /// number.
    static String of(String field, String value) {
        Map<String, String> words =
                switch (field) {
                    case "status", "taskStatus" -> RUN_STATUS;
                    case "baselineStatus" -> BASELINE_STATUS;
                    case "checkResult" -> CHECK_RESULT;
                    default -> Map.of();
                };
        String word = words.get(value);
        return word == null ? value : "%s (%s)".formatted(word, value);
    }
}
