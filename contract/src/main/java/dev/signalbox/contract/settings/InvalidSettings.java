package dev.signalbox.contract.settings;

import java.io.Serial;
import java.util.List;

/// Settings that cannot be used. The message holds every problem, each with its variable's name.
public final class InvalidSettings extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    /// @param problems a sentence each, beginning with the variable's name; without secrets
    public InvalidSettings(List<String> problems) {
        super(String.join("; ", problems));
    }
}
