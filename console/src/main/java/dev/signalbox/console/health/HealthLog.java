package dev.signalbox.console.health;

import dev.signalbox.contract.rule.TargetKey;
import java.util.Collection;

/// Where the console says that targets are well again. For any thread.
@FunctionalInterface
public interface HealthLog {
    /// Says so of each of them.
    ///
    /// @return whether the log has taken it; when it has not, it may do so yet
    boolean well(Collection<TargetKey> keys);
}
