package dev.signalbox.standalone.rulefile;

import java.io.Serial;
import java.util.List;

/// Rule files that cannot be applied; the message holds a line for each thing that is wrong.
public final class InvalidRuleFiles extends Exception {
    @Serial private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    /// @param problems at least one
    public InvalidRuleFiles(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /// The problems, each with its file.
    public List<String> problems() {
        return problems;
    }
}
