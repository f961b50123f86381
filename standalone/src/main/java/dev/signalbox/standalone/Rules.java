package dev.signalbox.standalone;

import dev.signalbox.contract.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// `signalbox rules`: rules as files.
final class Rules {
    private final Map<String, String> environment;
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private final boolean coloured;

    Rules(
            Map<String, String> environment,
            InputStream in,
            PrintStream out,
            PrintStream err,
            boolean coloured) {
        this.environment = environment;
        this.in = in;
        this.out = out;
        this.err = err;
        this.coloured = coloured;
    }

    int run(List<String> arguments) throws WrongUse, IOException, InterruptedException {
        if (arguments.contains("--help") || arguments.equals(List.of("help"))) {
            Help.rules(out);
            return Signalbox.DONE;
        }
        List<String> known = Command.names(Command.RULES.words());
        if (arguments.isEmpty()) {
            throw new WrongUse("rules needs one of %s".formatted(String.join(", ", known)));
        }
        String name = arguments.getFirst();
        List<String> rest = arguments.subList(1, arguments.size());
        return switch (name) {
            case "apply" -> apply(Arguments.parse(rest, Command.RULES_APPLY));
            case "export" -> export(Arguments.parse(rest, Command.RULES_EXPORT));
            case "test" -> PatternTrial.run(rest, in, out);
            default ->
                    throw new WrongUse(
                            "there is no command 'rules %s'%s"
                                    .formatted(name, Command.hint(name, known)));
        };
    }

    private int apply(Arguments arguments) throws WrongUse, IOException, InterruptedException {
        if (arguments.rest().size() != 1) {
            throw new WrongUse("rules apply needs one folder or file, or - for standard input");
        }
        try (RulesClient client = RulesClient.of(arguments, settings())) {
            RuleFiles.Read files = RuleFiles.read(arguments.rest().getFirst(), in, environment);
            var apply =
                    new RulesApply(
                            client, new RulesReport(out, coloured), arguments.has("--dry-run"));
            return apply.run(files, arguments.has("--prune")) ? Signalbox.DONE : Signalbox.FAILED;
        } catch (InvalidRuleFiles e) {
            e.problems().forEach(problem -> err.println("signalbox: " + problem));
            return Signalbox.FAILED;
        }
    }

    private int export(Arguments arguments) throws WrongUse, IOException, InterruptedException {
        if (arguments.rest().size() > 1) {
            throw new WrongUse("rules export takes one folder");
        }
        try (RulesClient client = RulesClient.of(arguments, settings())) {
            var export = new RulesExport(client, out);
            if (arguments.rest().isEmpty()) {
                export.toStandardOutput();
            } else {
                export.to(Path.of(arguments.rest().getFirst()), arguments.has("--force"));
            }
            return Signalbox.DONE;
        }
    }

    private Settings settings() {
        return Settings.forStandalone(environment);
    }
}
