package dev.signalbox.contract.rule;

import dev.signalbox.contract.delivery.RetryPolicy;
import org.jspecify.annotations.Nullable;

/// Where a rule's events go.
public sealed interface Target {
    /// The id within the rule, 1 to 127 letters, digits, dots, hyphens and underscores.
    String id();

    /// What happens after a failed attempt that may be tried again.
    RetryPolicy retry();

    /// Whether a delivery that is given up goes to the dead letters.
    boolean deadLetter();

    /// Deliveries under way to this target at one time, 1 to 1,000.
    int concurrency();

    /// What usage calls this kind of target.
    Channel channel();

    /// An HTTP endpoint that takes the event as a CloudEvent, signed as Standard Webhooks where it
    /// has a key.
    ///
    /// @param url `http` or `https`; sealed, since its query may hold a token
    /// @param signingKey the `whsec_` key; null for no signature
    record Http(
            String id,
            Sealed url,
            @Nullable Sealed signingKey,
            RetryPolicy retry,
            boolean deadLetter,
            int concurrency)
            implements Target {
        /// How many deliveries are under way where the rule does not say.
        public static final int DEFAULT_CONCURRENCY = 64;

        @Override
        public Channel channel() {
            return Channel.HTTP;
        }
    }
}
