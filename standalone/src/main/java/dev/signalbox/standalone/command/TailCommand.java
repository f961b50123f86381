package dev.signalbox.standalone.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.client.ApiClient;
import dev.signalbox.standalone.tail.TailFollower;
import dev.signalbox.standalone.tail.TailLine;
import dev.signalbox.standalone.tail.TerminalText;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `signalbox tail`: what comes in, while it comes.
@Command(
        name = "tail",
        description = "Shows events, or the outcomes of deliveries, while they come.",
        footer = {
            "",
            "It connects again by itself, goes on where it was, and exits with 1 when there is no",
            "Signalbox for 30 seconds. Ctrl-C ends it."
        })
final class TailCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int USUAL_COLUMNS = 160;
    private static final int LEAST_COLUMNS = 40;

    private final Shell shell;

    @Mixin private ConsoleOptions console;

    @Option(names = "--bus", paramLabel = "BUS", description = "of this bus alone")
    private @Nullable String bus;

    @Option(
            names = "--pattern",
            paramLabel = "JSON",
            description = "events that match this pattern")
    private @Nullable String pattern;

    @Option(
            names = "--rule",
            paramLabel = "RULE",
            description = "events that this rule matches; with --deliveries its outcomes")
    private @Nullable String rule;

    @Option(
            names = "--why",
            paramLabel = "RULE",
            description = "say of each event why this rule does not match it")
    private @Nullable String why;

    @Option(names = "--type", paramLabel = "TYPE", description = "events of this type")
    private @Nullable String type;

    @Option(names = "--source", paramLabel = "SOURCE", description = "events of this source")
    private @Nullable String source;

    @Option(
            names = "--since",
            paramLabel = "AGE",
            description = "first what came since then: 90s, 10m, 2h, or a time")
    private @Nullable String since;

    @Option(names = "--deliveries", description = "outcomes of deliveries instead of events")
    private boolean deliveries;

    @Option(names = "--json", description = "print JSON, one object a line, for programs")
    private boolean asJson;

    TailCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Settings settings = shell.settings();
        try (ApiClient client = console.api(settings)) {
            var follower =
                    new TailFollower(client, parameters(), InstantSource.system(), PATIENCE, PAUSE);
            var line = new TailLine(ZoneId.systemDefault(), columns());
            follower.follow(
                    item -> print(line, item), note -> shell.err().println("signalbox: " + note));
        }
        return ExitCode.OK;
    }

    private Map<String, String> parameters() {
        var parameters = new LinkedHashMap<String, String>();
        add(parameters, "account", console.account());
        add(parameters, "bus", bus);
        add(parameters, "pattern", pattern);
        add(parameters, "rule", rule);
        add(parameters, "why", why);
        add(parameters, "type", type);
        add(parameters, "source", source);
        add(parameters, "since", since);
        add(parameters, "deliveries", deliveries ? "true" : null);
        return parameters;
    }

    private static void add(Map<String, String> parameters, String name, @Nullable String value) {
        if (value != null) {
            parameters.put(name, value);
        }
    }

    /// @return false when the output is not read any more, as by `head`
    private boolean print(TailLine line, JsonNode item) {
        String text = asJson ? TerminalText.escaped(item.toString()) : line.of(item);
        if (text != null) {
            shell.out().println(text);
        }
        return !shell.out().checkError();
    }

    private int columns() {
        String columns = shell.environment().getOrDefault("COLUMNS", "");
        return columns.matches("[0-9]{1,4}")
                ? Math.max(LEAST_COLUMNS, Integer.parseInt(columns))
                : USUAL_COLUMNS;
    }
}
