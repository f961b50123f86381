package dev.signalbox.standalone;

import dev.signalbox.contract.pattern.Nearest;
import java.util.List;
import java.util.stream.Stream;

/// A command of the command line, as help lists it and as completion and the hints for mistyped
/// names know it.
///
/// @param arguments what stands behind its name in the help
/// @param meaning one line
/// @param options its options, each with its dashes
/// @param words what may stand first behind its name: subcommands, or topics
record Command(
        String name, String arguments, String meaning, List<Option> options, List<Command> words) {
    /// Options of all commands that call a running Signalbox's management API.
    private static final List<Option> CLIENT =
            List.of(new Option("--url", true), new Option("--account", true));

    static final Command RULES_APPLY =
            new Command(
                    "apply",
                    "PATH",
                    "makes the rules as the files in a folder say",
                    client(new Option("--dry-run", false), new Option("--prune", false)),
                    List.of());
    static final Command RULES_EXPORT =
            new Command(
                    "export",
                    "[DIR]",
                    "writes the rules as files, or as one document",
                    client(new Option("--force", false)),
                    List.of());
    static final Command RULES_TEST =
            new Command(
                    "test",
                    "PATTERN EVENT",
                    "whether a pattern matches an event, and why not",
                    List.of(),
                    List.of());
    static final Command RULES =
            new Command(
                    "rules",
                    "…",
                    "rules as files: apply, export, test ('help rules' teaches it)",
                    List.of(),
                    List.of(RULES_APPLY, RULES_EXPORT, RULES_TEST));
    static final Command HELP =
            new Command(
                    "help",
                    "TOPIC",
                    "more on a topic: rules, settings",
                    List.of(),
                    List.of(
                            word("rules", "rules as files, step by step"),
                            word("settings", "every setting with its meaning and default")));
    static final Command COMPLETION =
            new Command(
                    "completion",
                    "SHELL",
                    "prints what completes commands in bash or zsh",
                    List.of(),
                    List.of(word("bash", ""), word("zsh", "")));

    /// All commands, in the groups in which help shows them.
    static final List<List<Command>> GROUPS =
            List.of(
                    List.of(
                            word("start", "everything in one process, an embedded Kafka included"),
                            word("demo", "plays sample events through sample rules"),
                            word(
                                    "bench",
                                    "measures this machine, each figure beside its baseline")),
                    List.of(
                            new Command(
                                    "emit",
                                    "FILE…",
                                    "sends events from JSON files (one event, or an array)",
                                    List.of(),
                                    List.of()),
                            RULES),
                    List.of(
                            word("ingest", "the front door alone, against SIGNALBOX_KAFKA"),
                            word("router", "the router alone"),
                            word("notifier", "the notifier alone"),
                            word("console", "the console alone")),
                    List.of(HELP, COMPLETION));

    static final List<Command> ALL = GROUPS.stream().flatMap(List::stream).toList();

    /// An option.
    ///
    /// @param name with its dashes
    /// @param valued whether a value follows
    record Option(String name, boolean valued) {}

    Command {
        options = List.copyOf(options);
        words = List.copyOf(words);
    }

    private static Command word(String name, String meaning) {
        return new Command(name, "", meaning, List.of(), List.of());
    }

    private static List<Option> client(Option... own) {
        return Stream.concat(List.of(own).stream(), CLIENT.stream()).toList();
    }

    /// The names of commands.
    static List<String> names(List<Command> commands) {
        return commands.stream().map(Command::name).toList();
    }

    /// What a person is told who may have meant one of these names.
    static String hint(String given, List<String> known) {
        String meant = Nearest.to(given, known);
        return meant == null
                ? ", only " + String.join(", ", known)
                : "; did you mean '" + meant + "'?";
    }
}
