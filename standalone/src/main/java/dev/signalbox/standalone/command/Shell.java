package dev.signalbox.standalone.command;

import dev.signalbox.contract.settings.Settings;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;

/// The shell that a command runs in: its environment, and where text comes from and goes to.
record Shell(Map<String, String> environment, InputStream in, PrintStream out, PrintStream err) {
    Shell {
        environment = Map.copyOf(environment);
    }

    /// The settings of standalone, which commands that call a running Signalbox read too.
    Settings settings() {
        return Settings.forStandalone(environment);
    }

    /// Whether output goes to a terminal that shows colours, and `NO_COLOR` does not forbid them
    /// (no-color.org).
    @SuppressWarnings("SystemConsoleNull") // it is null in JDK 25 again where there is no terminal
    boolean isColoured() {
        return environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "dumb").equals("dumb")
                && System.console() != null
                && System.console().isTerminal();
    }
}
