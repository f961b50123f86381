package dev.signalbox.standalone.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.contract.file.IoFault;
import dev.signalbox.contract.pattern.Nearest;
import dev.signalbox.contract.settings.InvalidSettings;
import dev.signalbox.standalone.log.Logging;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command line: `signalbox <command>`. Exit codes: 0 done, 1 failed, 2 wrong use; an error is
/// one line on standard error.
@Command(
        name = "signalbox",
        description = {
            "Takes events in, routes them by rule, delivers them, and counts what it delivered.",
            ""
        },
        synopsisSubcommandLabel = "<command>",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed", "2:wrong use"},
        footer = {
            "",
            "'signalbox help COMMAND' says more on a command, 'signalbox help settings' lists every"
                    + " setting."
        })
public final class Signalbox implements Runnable {
    private final Shell shell;

    @Spec private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "print this help")
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private boolean help;

    private Signalbox(Shell shell) {
        this.shell = shell;
    }

    /// Runs a command and exits. Its streams are UTF-8, whatever the locale.
    public static void main(String[] arguments) {
        System.setOut(utf8(FileDescriptor.out));
        System.setErr(utf8(FileDescriptor.err));
        Logging.start(System.getenv());
        int code = run(new Shell(System.getenv(), System.in, System.out, System.err), arguments);
        System.out.flush();
        Runtime.getRuntime().exit(code);
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor)), true, UTF_8);
    }

    static int run(Shell shell, String... arguments) {
        if (Arrays.stream(arguments).anyMatch(Signalbox::isGarbled)) {
            return failed(
                    shell.err(),
                    ExitCode.USAGE,
                    "an argument is not UTF-8, or the locale is not: LC_ALL=C.UTF-8 makes it so");
        }
        return commandLine(shell).execute(arguments);
    }

    /// Whether characters were lost when the JVM read the text.
    private static boolean isGarbled(String argument) {
        return argument.indexOf('\uFFFD') >= 0;
    }

    /// All commands, in the order in which help lists them.
    static CommandLine commandLine(Shell shell) {
        return new CommandLine(new Signalbox(shell))
                .addSubcommand(new StartCommand(shell))
                .addSubcommand(new DemoCommand(shell))
                .addSubcommand(new BenchCommand())
                .addSubcommand(new StatusCommand(shell))
                .addSubcommand(new DoctorCommand(shell))
                .addSubcommand(new EmitCommand(shell))
                .addSubcommand(new ReceiveCommand(shell))
                .addSubcommand(new EventsCommand(shell))
                .addSubcommand(new TraceCommand(shell))
                .addSubcommand(new TailCommand(shell))
                .addSubcommand(
                        new CommandLine(new RulesCommand())
                                .addSubcommand(new RulesApplyCommand(shell))
                                .addSubcommand(new RulesExportCommand(shell))
                                .addSubcommand(new RulesTestCommand(shell)))
                .addSubcommand(new ReplayCommand(shell))
                .addSubcommand(
                        new CommandLine(new ReplaysCommand(shell))
                                .addSubcommand("start", new ReplayActCommand(shell))
                                .addSubcommand("pause", new ReplayActCommand(shell))
                                .addSubcommand("resume", new ReplayActCommand(shell))
                                .addSubcommand("cancel", new ReplayActCommand(shell)))
                .addSubcommand(new BacktestCommand(shell))
                .addSubcommand("ingest", new RoomCommand(shell))
                .addSubcommand("router", new RoomCommand(shell))
                .addSubcommand("notifier", new RoomCommand(shell))
                .addSubcommand("console", new RoomCommand(shell))
                .addSubcommand(new PartitionsCommand(shell))
                .addSubcommand(new HelpCommand(shell))
                .addSubcommand(new VersionCommand(shell))
                .addSubcommand(new CompletionCommand(shell))
                .addSubcommand(new TrainCommand(shell))
                .setOut(new PrintWriter(shell.out(), true, UTF_8))
                .setErr(new PrintWriter(shell.err(), true, UTF_8))
                .setParameterExceptionHandler(
                        (e, _) -> failed(shell.err(), ExitCode.USAGE, wrongUse(e)))
                .setExecutionExceptionHandler((e, _, _) ->
                        failed(
                                shell.err(),
                                e instanceof InvalidSettings ? ExitCode.USAGE : ExitCode.SOFTWARE,
                                reason(e)));
    }

    /// Without a command it prints the help.
    @Override
    public void run() {
        spec.commandLine().usage(shell.out());
    }

    private static int failed(PrintStream err, int code, String reason) {
        err.println("signalbox: " + reason);
        return code;
    }

    private static String wrongUse(ParameterException e) {
        String name = e.getCommandLine().getCommandSpec().qualifiedName();
        if (e instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched);
        }
        if (e instanceof MissingParameterException missing) {
            ArgSpec argument = missing.getMissing().getFirst();
            return argument instanceof OptionSpec option
                    ? "%s needs a value".formatted(option.longestName())
                    : "'%s' needs %s: %s".formatted(name, argument.paramLabel(), text(argument));
        }
        ArgSpec argument = e.getArgSpec();
        if (argument instanceof OptionSpec option && option.arity().max() == 0) {
            return "%s takes no value".formatted(option.longestName());
        }
        return argument == null
                ? String.valueOf(e.getMessage())
                : "%s is not '%s': %s"
                        .formatted(argument.paramLabel(), e.getValue(), text(argument));
    }

    private static String text(ArgSpec argument) {
        return String.join(" ", argument.description());
    }

    private static String unmatched(UnmatchedArgumentException e) {
        String argument = e.getUnmatched().getFirst();
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        boolean takesCommand =
                !argument.startsWith("-") && !command.getCommandSpec().subcommands().isEmpty();
        String problem =
                takesCommand
                        ? "there is no command '%s'".formatted(argument)
                        : argument.startsWith("-")
                                ? "'%s' has no option '%s'".formatted(name, argument)
                                : "'%s' takes no argument '%s'".formatted(name, argument);
        String meant =
                takesCommand
                        ? Nearest.to(argument, command.getSubcommands().keySet())
                        : e.getSuggestions().isEmpty() ? null : e.getSuggestions().getFirst();
        return problem + hint(name, meant);
    }

    private static String hint(String name, @Nullable String meant) {
        return meant == null
                ? "; '%s --help' says what there is".formatted(name)
                : "; did you mean '%s'?".formatted(meant);
    }

    /// The first message of an exception and its causes, since that is what a person can act on.
    private static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FileSystemException fault) {
                return fault.getFile() + ": " + IoFault.words(fault);
            }
            boolean wraps = String.valueOf(cause.getCause()).equals(cause.getMessage());
            if (cause.getMessage() != null && !wraps) {
                return cause.getMessage();
            }
        }
        return "it failed without a reason (%s); the log may say more"
                .formatted(failure.getClass().getSimpleName());
    }
}
