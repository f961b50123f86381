package dev.signalbox.contract.rule;

import dev.signalbox.contract.settings.BackoffPause;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// How often and after which pauses a failed delivery is tried again. Source: EventBridge, "Retry
/// and dead-letter queues".
public enum RetryPolicy {
    /// 3 retries, each after a random pause between the two of `SIGNALBOX_BACKOFF_RETRY` (10 to 20
    /// s).
    BACKOFF_RETRY(3) {
        @Override
        public Duration pause(int attempts, BackoffPause backoff, RandomGenerator random) {
            long shortest = backoff.shortest().toMillis();
            long longest = backoff.longest().toMillis();
            return Duration.ofMillis(random.nextLong(shortest, longest + 1));
        }
    },

    /// 176 retries after 1, 2, 4, … 256 and then 512 seconds each: 86,015 s in all.
    EXPONENTIAL_DECAY_RETRY(176) {
        @Override
        public Duration pause(int attempts, BackoffPause backoff, RandomGenerator random) {
            return Duration.ofSeconds(1L << Math.min(attempts - 1, 9));
        }
    };

    private final int retries;

    RetryPolicy(int retries) {
        this.retries = retries;
    }

    /// The number of retries after the first attempt.
    public int retries() {
        return retries;
    }

    /// Whether another attempt may follow.
    ///
    /// @param attempts the attempts made so far, 1 or more
    public boolean allowsAnother(int attempts) {
        return attempts <= retries;
    }

    /// How long to wait before the next attempt.
    ///
    /// @param attempts the attempts made so far, 1 or more
    public abstract Duration pause(int attempts, BackoffPause backoff, RandomGenerator random);
}
