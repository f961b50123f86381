package dev.signalbox.standalone;

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
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// `signalbox rules test PATTERN EVENT`: whether a pattern matches an event, and why not. Needs no
/// running Signalbox. Each argument is JSON, a file with it, or `-` for standard input; the pattern
/// may also be a whole rule.
final class PatternTrial {
    private PatternTrial() {}

    /// @return done for a match, failed for none
    /// @throws WrongUse also where there is nothing to judge: no such file, no JSON, no pattern
    static int run(List<String> arguments, InputStream in, PrintStream out) throws WrongUse {
        List<String> rest = Arguments.parse(arguments, Command.RULES_TEST).rest();
        if (rest.size() != 2) {
            throw new WrongUse("rules test needs a pattern and an event");
        }
        if (rest.equals(List.of("-", "-"))) {
            throw new WrongUse("only one of pattern and event can come from standard input");
        }
        JsonNode given = json("pattern", rest.getFirst(), in);
        JsonNode event = json("event", rest.getLast(), in);
        Pattern pattern;
        PatternVerdict verdict;
        try {
            pattern =
                    Pattern.parse(given.path("pattern").isObject() ? given.get("pattern") : given);
            verdict = PatternVerdict.of(pattern, Json.MAPPER.writeValueAsBytes(event));
        } catch (InvalidPattern | IOException e) {
            throw new WrongUse(String.valueOf(e.getMessage()));
        }
        out.println(verdict.matches() ? "match" : "no match: " + verdict.why());
        for (String warning : PatternWarnings.of(pattern, Catalog.builtIn())) {
            out.println("warning: " + warning);
        }
        return verdict.matches() ? Signalbox.DONE : Signalbox.FAILED;
    }

    private static JsonNode json(String what, String argument, InputStream in) throws WrongUse {
        boolean inline = argument.strip().startsWith("{") || argument.strip().startsWith("[");
        try {
            JsonNode json =
                    inline
                            ? Json.MAPPER.readTree(argument)
                            : Json.MAPPER.readTree(
                                    argument.equals("-")
                                            ? in.readAllBytes()
                                            : Files.readAllBytes(Path.of(argument)));
            if (json.isMissingNode()) {
                throw new WrongUse("the %s is empty".formatted(what));
            }
            return json;
        } catch (JsonProcessingException e) {
            throw new WrongUse("the %s is not JSON: %s".formatted(what, JsonFault.of(e)));
        } catch (IOException e) {
            throw new WrongUse(
                    "the %s is neither JSON nor a file that can be read: %s"
                            .formatted(what, argument));
        }
    }
}
