package dev.signalbox.standalone;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Waits for rooms that start in the background.
final class Readiness {
    private static final Duration QUIET = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);
    private static final long PAUSE_MILLIS = 10;

    private Readiness() {}

    /// The sum of what several miss, in words; empty when nothing is.
    static Supplier<List<String>> of(List<Supplier<List<String>>> parts) {
        return () -> parts.stream().flatMap(part -> part.get().stream()).toList();
    }

    /// Returns when all is ready; one line in the log says what is waited for.
    ///
    /// @param missing what is not ready yet, in words; empty when all is
    /// @throws IllegalStateException telling what is missing, when it has not come within minutes
    static void await(Supplier<List<String>> missing) {
        long began = System.nanoTime();
        boolean quiet = true;
        try {
            while (!missing.get().isEmpty()) {
                long waited = System.nanoTime() - began;
                if (quiet && waited > QUIET.toNanos()) {
                    quiet = false;
                    LOG.atWarn()
                            .addKeyValue("for", String.join("; ", missing.get()))
                            .log("waiting");
                }
                if (waited > PATIENCE.toNanos()) {
                    throw new IllegalStateException(
                            "not ready within %d minutes: %s"
                                    .formatted(
                                            PATIENCE.toMinutes(),
                                            String.join("; ", missing.get())));
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting", e);
        }
    }
}
