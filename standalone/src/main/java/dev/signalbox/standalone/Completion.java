package dev.signalbox.standalone;

import java.io.PrintStream;
import java.util.List;

/// What `signalbox completion` prints: a function for the shell that completes commands, their
/// subcommands and options, and the topics of help. Files are left to the shell.
final class Completion {
    private Completion() {}

    static int print(List<String> arguments, PrintStream out) throws WrongUse {
        List<String> shells = Command.names(Command.COMPLETION.words());
        if (arguments.size() != 1) {
            throw new WrongUse("completion needs the name of a shell: bash or zsh");
        }
        String shell = arguments.getFirst();
        if (!shells.contains(shell)) {
            throw new WrongUse(
                    "there is no completion for '%s'%s"
                            .formatted(shell, Command.hint(shell, shells)));
        }
        out.printf("# Load it with: source <(./signalbox completion %s)%n", shell);
        if (shell.equals("zsh")) {
            out.print(
                    """
                    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
                    autoload -Uz bashcompinit && bashcompinit
                    """);
        }
        out.print(
                """
                _signalbox() {
                    local IFS=$' \\t\\n' words=''
                    local current=${COMP_WORDS[COMP_CWORD]} before="${COMP_WORDS[*]:1:COMP_CWORD-1}"
                    case "$before" in
                """);
        line(out, "''", Command.names(Command.ALL));
        for (Command command : Command.ALL) {
            line(out, command.name(), Command.names(command.words()));
            for (Command sub : command.words()) {
                String path = "'" + command.name() + " " + sub.name();
                line(
                        out,
                        path + "' | " + path + " '*",
                        sub.options().stream().map(Command.Option::name).toList());
            }
        }
        out.print(
                """
                    esac
                    case "$words:$current" in
                        --*:-*) ;;
                        --*) words='' ;;
                    esac
                    COMPREPLY=($(compgen -W "$words" -- "$current"))
                }
                complete -o default -F _signalbox signalbox
                """);
        return Signalbox.DONE;
    }

    private static void line(PrintStream out, String before, List<String> words) {
        if (!words.isEmpty()) {
            out.printf("        %s) words='%s' ;;%n", before, String.join(" ", words));
        }
    }
}
