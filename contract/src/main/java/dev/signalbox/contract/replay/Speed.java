package dev.signalbox.contract.replay;

/// How fast a replay reads on. Whatever it is, the credits and the rates of targets hold as well.
public sealed interface Speed {
    /// As fast as targets take it.
    record Max() implements Speed {}

    /// With the pauses between events that there were when they happened.
    record Original() implements Speed {}

    /// At most so many matched events a second.
    ///
    /// @param events at least 1
    record PerSecond(int events) implements Speed {
        /// @throws IllegalArgumentException when it is no speed
        public PerSecond {
            if (events < 1) {
                throw new IllegalArgumentException("a speed is at least 1 event a second");
            }
        }
    }
}
