package dev.signalbox.standalone.backtest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.signalbox.standalone.tail.TerminalText;
import java.util.ArrayList;
import java.util.List;

/// The lines of a backtest's answer as people read them. What comes of events is hostile: it is
/// printed with its control characters escaped.
public final class BacktestText {
    private static final int MOST_NEAR_MISSES = 5;
    private static final int MOST_SAMPLES = 5;

    private final List<String> rules = new ArrayList<>();
    private final List<String> samples = new ArrayList<>();
    private final List<String> nearMisses = new ArrayList<>();
    private String comparison = "";
    private String cost = "";
    private JsonNode done = MissingNode.getInstance();

    /// Takes a line of the answer.
    public void take(JsonNode line) {
        switch (line.path("kind").asText()) {
            case "rule" -> rule(line);
            case "comparison" ->
                    comparison =
                            "beside revision %d: %,d added, %,d removed, %,d the same"
                                    .formatted(
                                            line.path("revision").asLong(),
                                            line.path("added").asLong(),
                                            line.path("removed").asLong(),
                                            line.path("same").asLong());
            case "sample" -> samples.add(TerminalText.escaped(line.path("id").asText()));
            case "nearMiss" ->
                    nearMisses.add(
                            "near miss %s: %s"
                                    .formatted(
                                            TerminalText.escaped(line.path("id").asText()),
                                            TerminalText.escaped(line.path("why").asText())));
            case "cost" -> cost(line);
            case "done" -> done = line;
            default -> {
                // progress, hours, and what later servers say
            }
        }
    }

    private void rule(JsonNode line) {
        rules.add(
                "%s: %s"
                        .formatted(
                                line.path("rule").asText(), events(line.path("matched").asLong())));
        for (JsonNode target : line.path("targets")) {
            long rate = target.path("ratePerMinute").asLong();
            rules.add(
                    "  %s (%s): %,d notifications, at most %,d a minute%s"
                            .formatted(
                                    target.path("target").asText(),
                                    target.path("type").asText(),
                                    target.path("notifications").asLong(),
                                    target.path("peakPerMinute").asLong(),
                                    rate == 0 ? "" : ", it takes %,d".formatted(rate)));
        }
    }

    private void cost(JsonNode line) {
        cost =
                "cost: %,d notifications this month so far, %,d with these: +%s USD; at this pace %,d a month: %s USD"
                        .formatted(
                                line.path("soFar").asLong(),
                                line.path("after").asLong(),
                                line.path("addedUsd").asText(),
                                line.path("perMonth").asLong(),
                                line.path("perMonthUsd").asText());
    }

    /// How many notifications there were.
    public long notifications() {
        return done.path("notifications").asLong();
    }

    /// All of it, when the answer has ended.
    public List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add(
                "read %s: %,d matched, %,d did not, %,d came again%s"
                        .formatted(
                                events(done.path("read").asLong()),
                                done.path("matched").asLong(),
                                done.path("unmatched").asLong(),
                                done.path("repeated").asLong(),
                                done.path("expired").asLong() == 0
                                        ? ""
                                        : ", %,d had expired"
                                                .formatted(done.path("expired").asLong())));
        lines.addAll(rules);
        if (!comparison.isEmpty()) {
            lines.add(comparison);
        }
        if (!samples.isEmpty()) {
            lines.add(
                    "such as "
                            + String.join(
                                    ", ",
                                    samples.subList(0, Math.min(MOST_SAMPLES, samples.size()))));
        }
        lines.addAll(nearMisses.subList(0, Math.min(MOST_NEAR_MISSES, nearMisses.size())));
        lines.add(cost);
        done.path("warnings").forEach(warning -> lines.add("warning: " + warning.asText()));
        return lines;
    }

    private static String events(long count) {
        return count == 1 ? "1 event" : "%,d events".formatted(count);
    }
}
