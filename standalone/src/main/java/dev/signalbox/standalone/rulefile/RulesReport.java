package dev.signalbox.standalone.rulefile;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;

/// Prints what is done with rules: a line for each bus and rule, and one for each field that
/// differs.
public final class RulesReport {
    private static final String GREEN = "\u001b[32m";
    private static final String RED = "\u001b[31m";
    private static final String YELLOW = "\u001b[33m";
    private static final String PLAIN = "\u001b[0m";

    private final PrintStream out;
    private final boolean coloured;

    /// @param coloured whether lines are coloured by what happens
    public RulesReport(PrintStream out, boolean coloured) {
        this.out = out;
        this.coloured = coloured;
    }

    void created(String what, RuleDiff diff) {
        line(GREEN, "+ " + what);
        fields(diff);
    }

    void createdBus(String bus) {
        line(GREEN, "+ bus " + bus);
    }

    void changed(String what, String revisions, RuleDiff diff) {
        line(YELLOW, "~ " + what + " (" + revisions + ")");
        fields(diff);
    }

    void deleted(String what, RuleDiff diff) {
        line(RED, "- " + what);
        fields(diff);
    }

    void secretsSent(RuleDiff diff) {
        line(YELLOW, "    ~ secret, in " + String.join(" or ", diff.hidden()));
    }

    void secretsUnknown(RuleDiff diff) {
        out.println("    ? secrets cannot be compared, in " + String.join(" and ", diff.hidden()));
    }

    void failed(String what, String reason) {
        line(RED, "! " + what + ": " + reason);
    }

    void warning(String warning) {
        line(YELLOW, "    warning: " + warning);
    }

    void text(String text) {
        out.println(text);
    }

    private void fields(RuleDiff diff) {
        for (RuleDiff.Change change : diff.changes()) {
            JsonNode before = change.before();
            JsonNode after = change.after();
            if (before == null) {
                line(GREEN, "    + %s: %s".formatted(change.field(), after));
            } else if (after == null) {
                line(RED, "    - %s: %s".formatted(change.field(), before));
            } else {
                line(YELLOW, "    ~ %s: %s -> %s".formatted(change.field(), before, after));
            }
        }
    }

    private void line(String colour, String text) {
        out.println(coloured ? colour + text + PLAIN : text);
    }
}
