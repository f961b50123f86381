package dev.signalbox.standalone.replay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.standalone.tail.TerminalText;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// Prints replays: the plan of one, how far it is, its account at the end, and a list of many.
///
/// On a terminal the progress is a bar that is drawn again in its place; elsewhere it is a line
/// whenever there is a tenth more.
public final class ReplayReport {
    private static final int BAR = 24;
    private static final int TENTHS = 10;

    private final PrintStream out;
    private final boolean terminal;
    private String last = "";

    /// @param terminal whether lines may be drawn again in their place
    public ReplayReport(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /// Prints what a replay would do.
    public void plan(JsonNode replay) {
        JsonNode plan = replay.path("plan");
        out.printf("replay %s, %s%n", text(replay, "id"), text(replay, "state"));
        out.printf(
                "  reads       %s to %s on the bus %s%n",
                text(replay, "from"), text(replay, "to"), text(replay, "bus"));
        out.printf("  matches by  %s%n", rules(replay));
        String about = plan.path("exact").asBoolean() ? "" : "about ";
        out.printf(
                "  finds       %s%,d events, of which %,d match%n",
                about, plan.path("events").asLong(), plan.path("matched").asLong());
        out.printf(
                "  sends       %s%,d notifications, at most %s USD more this month%n",
                about, plan.path("notifications").asLong(), text(plan, "costUsd"));
        for (JsonNode target : plan.path("byTarget")) {
            out.printf("    %s%n", target(target));
        }
        out.printf("  takes       %s%n", words(duration(plan, "duration")));
        plan.path("warnings").forEach(warning -> out.println("  note: " + clean(warning.asText())));
    }

    private static String target(JsonNode target) {
        long rate = target.path("ratePerMinute").asLong();
        return "%s/%s (%s): %,d%s"
                .formatted(
                        text(target, "rule"),
                        text(target, "target"),
                        text(target, "channel"),
                        target.path("notifications").asLong(),
                        rate == 0
                                ? ""
                                : " at %,d a minute: %s"
                                        .formatted(rate, words(duration(target, "duration"))));
    }

    private static String rules(JsonNode replay) {
        var names = new ArrayList<String>();
        replay.path("rules").forEach(rule -> names.add(clean(rule.asText())));
        String few = String.join(", ", names.subList(0, Math.min(names.size(), 5)));
        return names.size() <= 5 ? few : "%s and %d more".formatted(few, names.size() - 5);
    }

    /// Prints how far a replay is.
    public void progress(JsonNode replay) {
        JsonNode progress = replay.path("progress");
        JsonNode account = replay.path("account");
        double share = progress.path("share").asDouble();
        var parts = new ArrayList<String>();
        parts.add("%3.0f%%".formatted(Math.floor(share * 100)));
        parts.add("%,d delivered".formatted(account.path("delivered").asLong()));
        addIfAny(parts, "merged", account);
        addIfAny(parts, "dead", account);
        if (text(replay, "state").equals("running")) {
            parts.add("%,.0f/s".formatted(progress.path("eventsPerSecond").asDouble()));
            if (progress.has("timeLeft")) {
                parts.add(words(duration(progress, "timeLeft")) + " left");
            }
            if (!text(progress, "waitsFor").isEmpty()) {
                parts.add("waits for " + text(progress, "waitsFor"));
            }
        } else {
            parts.add(text(replay, "state"));
        }
        String line = String.join(", ", parts);
        if (terminal) {
            int full = (int) (share * BAR);
            out.print("\r\u001b[K[" + "#".repeat(full) + "-".repeat(BAR - full) + "] " + line);
            out.flush();
        } else {
            String seen = text(replay, "state") + (int) (share * TENTHS);
            if (!seen.equals(last)) {
                out.println(line);
                last = seen;
            }
        }
    }

    private static void addIfAny(List<String> parts, String field, JsonNode account) {
        long count = account.path(field).asLong();
        if (count > 0) {
            parts.add("%,d %s".formatted(count, field));
        }
    }

    /// Prints the account of a replay that has ended.
    public void end(JsonNode replay) {
        if (terminal) {
            out.print("\r\u001b[K");
        }
        String reason = text(replay, "reason");
        out.println(text(replay, "state") + (reason.isEmpty() ? "" : ": " + reason));
        JsonNode account = replay.path("account");
        out.printf(
                "  %,d read = %s%n",
                account.path("read").asLong(),
                sum(account, "repeated", "unmatched", "matched", "expired"));
        long inFlight = account.path("inFlight").asLong();
        out.printf(
                "  %,d deliveries = %s%s%n",
                account.path("deliveries").asLong(),
                sum(account, "delivered", "merged", "dead", "cancelled"),
                inFlight == 0 ? "" : " + %,d in flight".formatted(inFlight));
    }

    private static String sum(JsonNode account, String... fields) {
        var parts = new ArrayList<String>();
        for (String field : fields) {
            parts.add("%,d %s".formatted(account.path(field).asLong(), field));
        }
        return String.join(" + ", parts);
    }

    /// Prints a list.
    public void list(List<JsonNode> replays) {
        if (replays.isEmpty()) {
            out.println("no replays");
            return;
        }
        out.printf(
                "%-26s  %-9s  %4s  %9s  %-20s  %s%n",
                "ID", "STATE", "READ", "DELIVERED", "ORDERED", "RULES");
        for (JsonNode replay : replays) {
            String note = text(replay, "note");
            out.printf(
                    "%-26s  %-9s  %3.0f%%  %,9d  %-20s  %s%s%n",
                    text(replay, "id"),
                    text(replay, "state"),
                    Math.floor(replay.path("progress").path("share").asDouble() * 100),
                    replay.path("account").path("delivered").asLong(),
                    toTheSecond(text(replay, "ordered")),
                    rules(replay),
                    note.isEmpty() ? "" : " (" + note + ")");
        }
    }

    /// Prints one replay whole.
    public void one(JsonNode replay) {
        plan(replay);
        String by = text(replay, "orderedBy");
        out.printf(
                "  ordered     %s%s%s%n",
                text(replay, "ordered"),
                by.isEmpty() ? "" : " by " + by,
                text(replay, "note").isEmpty() ? "" : ": " + text(replay, "note"));
        end(replay);
    }

    private static String text(JsonNode json, String field) {
        return clean(json.path(field).asText());
    }

    /// Notes and reasons are other people's: without what would steer a terminal.
    private static String clean(String text) {
        return TerminalText.escaped(text);
    }

    private static String toTheSecond(String time) {
        return Instant.parse(time).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static Duration duration(JsonNode json, String field) {
        return Duration.parse(json.path(field).asText("PT0S"));
    }

    /// A time in words, such as `3 d 11 h`.
    static String words(Duration time) {
        if (time.toDays() > 0) {
            return "%d d %d h".formatted(time.toDays(), time.toHoursPart());
        }
        if (time.toHours() > 0) {
            return "%d h %d min".formatted(time.toHours(), time.toMinutesPart());
        }
        return time.toMinutes() > 0
                ? "%d min %d s".formatted(time.toMinutes(), time.toSecondsPart())
                : "%d s".formatted(time.toSeconds());
    }
}
