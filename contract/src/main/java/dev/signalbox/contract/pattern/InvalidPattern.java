package dev.signalbox.contract.pattern;

import java.io.Serial;

/// A pattern that cannot be used. The message says what is wrong and where.
public final class InvalidPattern extends Exception {
    @Serial private static final long serialVersionUID = 1;

    private final String path;
    private final String reason;

    /// @param path where, such as `pattern.data.status[0]`
    /// @param reason what is wrong, in a sentence without the path
    public InvalidPattern(String path, String reason) {
        super(path + ": " + reason);
        this.path = path;
        this.reason = reason;
    }

    /// Where in the pattern, such as `pattern.data.status[0]`.
    public String path() {
        return path;
    }

    /// What is wrong there, without the path.
    public String reason() {
        return reason;
    }
}
