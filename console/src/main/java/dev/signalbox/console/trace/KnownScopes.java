package dev.signalbox.console.trace;

import java.util.LinkedHashSet;
import java.util.List;

/// The scopes of ids that were met in events: their sources. They are few, and those of one bus are
/// often those of others; only so many are kept. Safe for use by any thread.
final class KnownScopes {
    private static final int MOST = 2_000;

    private final LinkedHashSet<String> scopes = new LinkedHashSet<>();

    /// Keeps a scope; one that was met long ago may go for it.
    synchronized void learn(String scope) {
        scopes.addLast(scope);
        if (scopes.size() > MOST) {
            scopes.removeFirst();
        }
    }

    /// The scopes that are known.
    synchronized List<String> all() {
        return List.copyOf(scopes);
    }
}
