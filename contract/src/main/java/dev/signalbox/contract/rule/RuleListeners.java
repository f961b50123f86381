package dev.signalbox.contract.rule;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// The listeners to changes of rules. One that throws keeps no change from the others.
final class RuleListeners {
    private final List<Rulebook.Listener> listeners = new CopyOnWriteArrayList<>();
    private @Nullable RuntimeException failure;

    void add(Rulebook.Listener listener) {
        listeners.add(listener);
    }

    /// Tells all of them of a change; what they throw is kept for [#throwIfAny].
    void changed(RuleKey key, @Nullable Rule before, @Nullable Rule after) {
        for (Rulebook.Listener listener : listeners) {
            try {
                listener.changed(key, before, after);
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
    }

    /// Throws what listeners threw since the last time.
    void throwIfAny() {
        RuntimeException thrown = failure;
        failure = null;
        if (thrown != null) {
            throw thrown;
        }
    }
}
