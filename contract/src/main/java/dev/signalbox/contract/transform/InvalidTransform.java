package dev.signalbox.contract.transform;

import java.io.Serial;

/// A transform that cannot be used. The message says what is wrong and where.
public final class InvalidTransform extends Exception {
    @Serial private static final long serialVersionUID = 1;

    private final String path;
    private final String reason;

    /// @param path where in the transform, such as `value.name` or `template`
    /// @param reason what is wrong, in a sentence without the path
    public InvalidTransform(String path, String reason) {
        super(path + ": " + reason);
        this.path = path;
        this.reason = reason;
    }

    /// Where in the transform, such as `value.name` or `template`.
    public String path() {
        return path;
    }

    /// The fault there, without the path.
    public String reason() {
        return reason;
    }
}
