package dev.signalbox.notifier.engine;

/// The engine's membership in the consumer group that reads deliveries.
public interface Membership {
    /// Waits, when another process has joined under the consumer's name, until that has gone.
    ///
    /// @return whether the engine may join again; false once this is being closed
    boolean awaitFree();

    /// Whether there are other members, so that they take over what this one leaves.
    boolean hasOthers();
}
