package dev.signalbox.standalone.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.event.Catalog;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.json.JsonFault;
import dev.signalbox.contract.pattern.InvalidPattern;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.pattern.PatternVerdict;
import dev.signalbox.contract.pattern.PatternWarnings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `signalbox rules test`: whether a pattern matches an event, and why not. Needs no running
/// Signalbox. Exits with 2 also where there is nothing to judge: no such file, no JSON, no pattern.
@Command(
        name = "test",
        description = "Says whether a pattern matches an event, and why not.",
        footer = {
            "",
            "Each is JSON, a file with it, or - for standard input; the pattern may be a whole"
                    + " rule.",
            "Exits with 0 for a match, 1 for none."
        })
final class RulesTestCommand implements Callable<Integer> {
    private final Shell shell;

    @Spec private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "PATTERN",
            description = "a pattern or a rule: JSON, a file, or - for standard input")
    private String patternText;

    @Parameters(
            index = "1",
            paramLabel = "EVENT",
            description = "JSON, a file, or - for standard input")
    private String eventText;

    RulesTestCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (patternText.equals("-") && eventText.equals("-")) {
            throw wrongUse("only one of pattern and event can come from standard input");
        }
        JsonNode given = json("pattern", patternText);
        JsonNode event = json("event", eventText);
        Pattern pattern;
        PatternVerdict verdict;
        try {
            pattern =
                    Pattern.parse(given.path("pattern").isObject() ? given.get("pattern") : given);
            verdict = PatternVerdict.of(pattern, Json.MAPPER.writeValueAsBytes(event));
        } catch (InvalidPattern | IOException e) {
            throw wrongUse(String.valueOf(e.getMessage()));
        }
        shell.out().println(verdict.matches() ? "match" : "no match: " + verdict.why());
        for (String warning : PatternWarnings.of(pattern, Catalog.builtIn())) {
            shell.out().println("warning: " + warning);
        }
        return verdict.matches() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private JsonNode json(String what, String argument) {
        boolean inline = argument.strip().startsWith("{") || argument.strip().startsWith("[");
        try {
            JsonNode json =
                    inline
                            ? Json.MAPPER.readTree(argument)
                            : Json.MAPPER.readTree(
                                    argument.equals("-")
                                            ? shell.in().readAllBytes()
                                            : Files.readAllBytes(Path.of(argument)));
            if (json.isMissingNode()) {
                throw wrongUse("the %s is empty".formatted(what));
            }
            return json;
        } catch (JsonProcessingException e) {
            throw wrongUse("the %s is not JSON: %s".formatted(what, JsonFault.of(e)));
        } catch (IOException e) {
            throw wrongUse(
                    "the %s is neither JSON nor a file that can be read: %s"
                            .formatted(what, argument));
        }
    }

    private ParameterException wrongUse(String reason) {
        return new ParameterException(spec.commandLine(), reason);
    }
}
