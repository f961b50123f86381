package dev.signalbox.standalone;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waits for rooms that start in the background.
final class Readiness {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long PAUSE_MILLIS = 10;

    private Readiness() {}

    /// What is missing of several, in words; empty when nothing is.
    static Supplier<List<String>> of(List<Supplier<List<String>>> parts) {
        return () -> parts.stream().flatMap(part -> part.get().stream()).toList();
    }

    /// What is missing of a room that is ready or not.
    static Supplier<List<String>> of(String room, BooleanSupplier ready) {
        return () -> ready.getAsBoolean() ? List.of() : List.of("the " + room + " is starting");
    }

    /// Returns when all is ready.
    ///
    /// @param missing what is not ready yet, in words; empty when all is
    /// @throws IllegalStateException telling what is missing, when it has not come within 60 s
    static void await(Supplier<List<String>> missing) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!missing.get().isEmpty()) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException(
                            "not ready within %d s: %s"
                                    .formatted(
                                            PATIENCE.toSeconds(),
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
