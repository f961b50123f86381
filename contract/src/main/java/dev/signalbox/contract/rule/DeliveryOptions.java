package dev.signalbox.contract.rule;

import java.util.Map;

/// The options of deliveries to a target, whatever kind of target it is.
///
/// @param transform how the message is made of the event
/// @param retry what happens after a failed attempt that may be tried again
/// @param deadLetter whether a delivery that is given up goes to the dead letters
/// @param concurrency deliveries under way to the target at one time, 1 to 1,000
/// @param ratePerMinute deliveries begun in a minute, 1 to 60,000; 0 for what its channel allows
/// @param kept parameters of EventBridge's clients that have no effect here, by EventBridge's
///   names, so that they read back what they wrote; never a secret
public record DeliveryOptions(
        Transform transform,
        RetryPolicy retry,
        boolean deadLetter,
        int concurrency,
        int ratePerMinute,
        Map<String, String> kept) {
    /// How many deliveries are under way where the rule does not say.
    public static final int DEFAULT_CONCURRENCY = 64;

    /// The options of a rule that says nothing.
    public static final DeliveryOptions DEFAULT =
            new DeliveryOptions(
                    Transform.ORIGINAL,
                    RetryPolicy.BACKOFF_RETRY,
                    true,
                    DEFAULT_CONCURRENCY,
                    0,
                    Map.of());

    /// Copies what could change.
    public DeliveryOptions {
        kept = Map.copyOf(kept);
    }

    /// This, with another concurrency.
    public DeliveryOptions withConcurrency(int other) {
        return new DeliveryOptions(transform, retry, deadLetter, other, ratePerMinute, kept);
    }
}
