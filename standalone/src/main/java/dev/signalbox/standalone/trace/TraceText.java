package dev.signalbox.standalone.trace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.standalone.tail.TerminalText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// The way of an event as a person reads it on a terminal: a line for each thing that happened, in
/// the order of time, then what goes on, then the rules that did not match.
public final class TraceText {
    private static final String INDENT = " ".repeat(26);

    private final List<Happening> happenings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /// A thing that happened.
    private record Happening(String at, String what) {}

    private TraceText() {}

    /// The text of the answer of `GET /api/events/{id}`.
    public static String of(JsonNode trace) {
        return new TraceText().text(trace);
    }

    private String text(JsonNode trace) {
        JsonNode accepted = trace.path("accepted");
        add(
                accepted.path("at"),
                "accepted, partition %d offset %d"
                        .formatted(
                                accepted.path("partition").asInt(),
                                accepted.path("offset").asLong()));
        for (JsonNode again : trace.path("cameAgain")) {
            add(
                    again.path("at"),
                    "came again at offset %d: %s"
                            .formatted(
                                    again.path("offset").asLong(),
                                    again.path("duplicate").asBoolean()
                                            ? "dropped as a duplicate"
                                            : "routed again, the window was over"));
        }
        trace.path("rules").forEach(this::addRule);
        happenings.sort(Comparator.comparing(Happening::at));
        var text = new StringBuilder();
        text.append(
                        TerminalText.escaped(
                                "%s on bus %s, from %s, type %s"
                                        .formatted(
                                                trace.path("id").asText(),
                                                trace.path("bus").asText(),
                                                trace.path("source").asText(),
                                                trace.path("type").asText())))
                .append('\n');
        for (Happening one : happenings) {
            text.append("%-24s  ".formatted(one.at())).append(one.what()).append('\n');
        }
        notes.forEach(note -> text.append(INDENT).append(note).append('\n'));
        addUnmatched(text, trace);
        addSearched(text, trace);
        return escapedLines(text.toString());
    }

    private void add(JsonNode at, String what) {
        happenings.add(new Happening(at.asText(), TerminalText.escaped(what)));
    }

    private void addRule(JsonNode rule) {
        long revision = rule.path("matchedRevision").asLong();
        String name = rule.path("rule").asText() + (revision == 0 ? "" : "@" + revision);
        if (rule.has("note")) {
            notes.add(TerminalText.escaped(name + ": " + rule.path("note").asText()));
        }
        for (JsonNode delivery : rule.path("deliveries")) {
            String to =
                    name
                            + " → "
                            + delivery.path("target").asText()
                            + (delivery.has("contact")
                                    ? " " + delivery.path("contact").asText()
                                    : "")
                            + (delivery.has("replay")
                                    ? " by " + delivery.path("replay").asText()
                                    : "")
                            + ": ";
            for (JsonNode attempt : delivery.path("attempts")) {
                add(attempt.path("at"), to + attempt(attempt));
            }
            for (JsonNode wait : delivery.path("waits")) {
                add(wait.path("at"), to + "waits until " + wait.path("until").asText());
            }
            for (JsonNode death : delivery.path("deadLetter")) {
                add(
                        death.path("at"),
                        to
                                + (death.path("what").asText().equals("kept")
                                        ? "kept as a dead letter"
                                        : "sent again out of the dead letters"));
            }
            addState(to, delivery);
        }
    }

    private static String attempt(JsonNode attempt) {
        String status =
                attempt.path("httpStatus").asInt() == 0
                        ? ""
                        : ", answered " + attempt.path("httpStatus").asInt();
        String reason = attempt.has("reason") ? ": " + attempt.path("reason").asText() : "";
        String due = attempt.has("due") ? "; again at " + attempt.path("due").asText() : "";
        return "attempt %d %s after %d ms%s%s%s"
                .formatted(
                        attempt.path("number").asInt(),
                        attempt.path("result").asText(),
                        attempt.path("tookMillis").asLong(),
                        status,
                        reason,
                        due);
    }

    private void addState(String to, JsonNode delivery) {
        String until = delivery.has("until") ? " until " + delivery.path("until").asText() : "";
        String why = delivery.has("why") ? ", " + delivery.path("why").asText() : "";
        switch (delivery.path("state").asText()) {
            case "waiting" -> notes.add(TerminalText.escaped(to + "waits" + until + why));
            case "retrying" -> notes.add(TerminalText.escaped(to + "is being tried again" + why));
            case "underWay" ->
                    notes.add(TerminalText.escaped(to + "no attempt was found yet" + why));
            default -> {
                if (delivery.has("mergedInto")) {
                    notes.add(
                            TerminalText.escaped(
                                    to
                                            + "went in one message with "
                                            + delivery.path("mergedInto").asText()));
                }
            }
        }
    }

    private static void addUnmatched(StringBuilder text, JsonNode trace) {
        JsonNode unmatched = trace.path("unmatched");
        if (unmatched.isEmpty()) {
            return;
        }
        text.append("\nRules that did not match, the nearest first:\n");
        for (JsonNode rule : unmatched) {
            text.append("  ")
                    .append(rule.path("rule").asText())
                    .append('@')
                    .append(rule.path("revision").asLong())
                    .append(rule.path("enabled").asBoolean() ? "" : ", disabled")
                    .append(rule.has("changedSince") ? ", changed since" : "")
                    .append(
                            ", %d of %d failed: "
                                    .formatted(
                                            rule.path("failed").asInt(),
                                            rule.path("conditions").asInt()))
                    .append(TerminalText.escaped(rule.path("why").asText()))
                    .append('\n');
        }
        long more = trace.path("unmatchedTotal").asLong() - unmatched.size();
        if (more > 0) {
            text.append("  and %d more\n".formatted(more));
        }
    }

    private static void addSearched(StringBuilder text, JsonNode trace) {
        JsonNode searched = trace.path("searched");
        if (!searched.path("complete").asBoolean()) {
            text.append("\nNot everything was read in time: outcomes up to ")
                    .append(searched.path("outcomesTo").asText("now"))
                    .append(" were.\n");
        }
    }

    /// A line about an event of the answer of `GET /api/events`.
    public static String line(JsonNode event) {
        return "%-24s  %s  %s  %s"
                .formatted(
                        event.path("accepted").asText(),
                        TerminalText.escaped(event.path("id").asText()),
                        TerminalText.escaped(event.path("source").asText()),
                        TerminalText.escaped(event.path("type").asText()));
    }

    /// Several lines, each without the control characters by which a text could steer the terminal
    /// that shows it.
    public static String escapedLines(String text) {
        return text.lines().map(TerminalText::escaped).collect(Collectors.joining("\n", "", "\n"));
    }
}
