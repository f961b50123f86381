package dev.signalbox.console.health;

import dev.signalbox.contract.rule.TargetKey;
import java.util.Collection;

/// The log in which the console records that targets are healthy again. Safe for use by any thread.
@FunctionalInterface
public interface HealthLog {
    /// Records that targets are healthy.
    ///
    /// @return whether the log accepted it; when it did not, it may still do so later
    boolean well(Collection<TargetKey> keys);
}
