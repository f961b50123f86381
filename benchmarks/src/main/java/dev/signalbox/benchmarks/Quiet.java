package dev.signalbox.benchmarks;

import java.util.logging.Level;
import java.util.logging.Logger;

/// Keeps the libraries' remarks out of what is measured and printed.
final class Quiet {
    // Kept, or the level would go with the logger when it is collected.
    private static final Logger ROOT = Logger.getLogger("");

    private Quiet() {}

    static void please() {
        ROOT.setLevel(Level.SEVERE);
    }
}
