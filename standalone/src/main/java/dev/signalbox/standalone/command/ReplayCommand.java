package dev.signalbox.standalone.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.json.JsonFault;
import dev.signalbox.standalone.replay.ReplayClient;
import dev.signalbox.standalone.replay.ReplayReport;
import dev.signalbox.standalone.replay.ReplayWatch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `signalbox replay`: orders a replay, says what it would send, starts it when that is confirmed,
/// and shows how far it is.
@Command(
        name = "replay",
        description = "Sends past events again: says first how many, and what that costs.",
        footer = {
            "",
            "It goes on when this command is stopped; './signalbox replays' pauses and cancels it.",
            "Exits with 0 when it is done, or not started; 1 when it failed or was cancelled."
        })
final class ReplayCommand implements Callable<Integer> {
    private final Shell shell;

    @Spec private CommandSpec spec;

    @Mixin private ConsoleOptions console;

    @Option(names = "--bus", paramLabel = "BUS", description = "the bus; 'default' if not given")
    private @Nullable String bus;

    @Option(
            names = "--from",
            converter = PastTime.class,
            required = true,
            paramLabel = "TIME",
            description = "the first moment: 2026-11-21T04:00:00Z, or how long ago: 30m, 12h, 7d")
    private Instant from;

    @Option(
            names = "--to",
            converter = PastTime.class,
            paramLabel = "TIME",
            description = "the moment after the last one, or how long ago; now if not given")
    private @Nullable Instant to;

    @Option(
            names = "--rule",
            paramLabel = "RULE",
            description = "a rule, also a disabled one; several times for several")
    private List<String> rules = List.of();

    @Option(names = "--all", description = "all enabled rules of the bus")
    private boolean all;

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "the id of an event; several times for several")
    private List<String> ids = List.of();

    @Option(
            names = "--pattern",
            paramLabel = "JSON",
            description = "what events have to match as well")
    private @Nullable String pattern;

    @Option(
            names = "--only",
            paramLabel = "WHICH",
            description = "all, missing (not delivered yet) or failed (given up)")
    private @Nullable String only;

    @Option(
            names = "--speed",
            paramLabel = "SPEED",
            description = "max, original (as they happened), or events a second")
    private @Nullable String speed;

    @Option(names = "--note", paramLabel = "TEXT", description = "why, for the list of replays")
    private @Nullable String note;

    @Option(names = "--yes", description = "start without asking")
    private boolean yes;

    @Option(names = "--detach", description = "do not wait for the end")
    private boolean detach;

    @Option(names = "--json", description = "print JSON and do not ask: only --yes starts it")
    private boolean asJson;

    ReplayCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        ObjectNode order = order();
        try (ReplayClient client = console.replays(shell.settings())) {
            var report = new ReplayReport(shell.out(), !asJson && shell.isColoured());
            JsonNode planned = client.order(order);
            String id = planned.path("id").asText();
            if (!asJson) {
                report.plan(planned);
            }
            if (!yes && (asJson || !isConfirmed())) {
                print(planned, "not started; './signalbox replays start %s' does".formatted(id));
                return ExitCode.OK;
            }
            JsonNode started = client.tell(id, "start");
            if (detach) {
                print(
                        started,
                        "started; './signalbox replays %s' says how far it is".formatted(id));
                return ExitCode.OK;
            }
            return watch(client, report, id);
        }
    }

    private int watch(ReplayClient client, ReplayReport report, String id)
            throws IOException, InterruptedException {
        var quiet = new ReplayReport(new PrintStream(OutputStream.nullOutputStream()), false);
        JsonNode ended = new ReplayWatch(client, asJson ? quiet : report).untilItEnds(id);
        if (asJson) {
            shell.out().println(ended.toPrettyString());
        } else {
            report.end(ended);
        }
        return ended.path("state").asText().equals("done") ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void print(JsonNode replay, String words) {
        shell.out().println(asJson ? replay.toPrettyString() : words);
    }

    private boolean isConfirmed() throws IOException {
        shell.out().print("Start it? [y/N] ");
        shell.out().flush();
        var in = new BufferedReader(new InputStreamReader(shell.in(), StandardCharsets.UTF_8));
        String answer = in.readLine();
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }

    private ObjectNode order() {
        ObjectNode order = Json.MAPPER.createObjectNode();
        put(order, "bus", bus);
        order.put("from", from.toString());
        if (to != null) {
            order.put("to", to.toString());
        }
        if (!rules.isEmpty()) {
            var array = order.putArray("rules");
            rules.forEach(array::add);
        }
        if (all) {
            order.put("all", true);
        }
        if (!ids.isEmpty()) {
            var array = order.putArray("ids");
            ids.forEach(array::add);
        }
        if (pattern != null) {
            order.set("pattern", json(pattern));
        }
        put(order, "only", only);
        if (speed != null && speed.matches("[0-9]{1,9}")) {
            order.put("speed", Integer.parseInt(speed));
        } else {
            put(order, "speed", speed);
        }
        put(order, "note", note);
        return order;
    }

    private static void put(ObjectNode order, String field, @Nullable String value) {
        if (value != null) {
            order.put(field, value);
        }
    }

    private JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new ParameterException(
                    spec.commandLine(), "--pattern is not JSON: " + JsonFault.of(e));
        }
    }
}
