package dev.signalbox.standalone.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.standalone.client.Metrics;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/// Prints what came of the demo, in tables.
final class DemoReport {
    private final PrintStream out;

    /// The events that one door took.
    record Sent(String door, int events, int accepted) {}

    DemoReport(PrintStream out) {
        this.out = out;
    }

    /// Prints the events that the doors took.
    ///
    /// @param again when all was sent for the second time
    void doors(List<Sent> first, List<Sent> again) {
        out.println("Events in, each sent twice");
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("door", "events", "accepted", "sent again"));
        for (int i = 0; i < first.size(); i++) {
            rows.add(
                    List.of(
                            first.get(i).door(),
                            text(first.get(i).events()),
                            text(first.get(i).accepted()),
                            text(again.get(i).accepted())));
        }
        print(rows);
    }

    /// Prints the deliveries of each rule.
    void deliveries(DemoReceiver receiver) {
        out.println("\nDeliveries");
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("rule", "delivered", "failed attempts, retried"));
        for (DemoRule rule : DemoRule.ALL) {
            DemoReceiver.Received received = receiver.received(rule.path());
            rows.add(
                    List.of(
                            rule.bus() + "/" + rule.name(),
                            text(received.taken().size()),
                            text(received.refused().get())));
        }
        print(rows);
    }

    /// How the rooms' counters add up.
    void counters(Metrics metrics) {
        out.printf(
                "%nAccepted %d + unanswered %d = duplicates %d + routed %d. Matched %d = delivered %d + dead %d.%n",
                metrics.sum("signalbox_ingest_accepted_total"),
                metrics.sum("signalbox_ingest_unanswered_total"),
                metrics.sum("signalbox_router_duplicates_total"),
                metrics.sum("signalbox_router_routed_total"),
                metrics.sum("signalbox_router_matched_total"),
                metrics.sum("signalbox_notifier_delivered_total"),
                metrics.sum("signalbox_notifier_dead_total"));
    }

    /// Prints the usage of the accounts, as the API answers it.
    void usage(List<JsonNode> accounts) {
        out.println("\nUsage this month");
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("account", "delivered", "free", "billable", "USD"));
        for (JsonNode usage : accounts) {
            rows.add(
                    List.of(
                            usage.path("account").asText(),
                            usage.path("delivered").asText(),
                            usage.path("free").asText(),
                            usage.path("billable").asText(),
                            usage.path("costUsd").asText()));
        }
        print(rows);
    }

    private static String text(int number) {
        return Integer.toString(number);
    }

    /// A table whose first column is text and whose others are numbers.
    private void print(List<List<String>> rows) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int column = 0; column < columns; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        for (List<String> row : rows) {
            var line = new StringBuilder("  ");
            for (int column = 0; column < columns; column++) {
                String format = column == 0 ? "%-" : "   %";
                line.append((format + widths[column] + "s").formatted(row.get(column)));
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
