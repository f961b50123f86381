package dev.signalbox.web.access;

import dev.signalbox.web.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Requests per second of each account: a bucket that holds the requests of one second and fills
/// evenly.
///
/// A bucket is one number, the time at which it will be full again; there are as many as accounts
/// with keys.
final class RequestRates {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final int perSecond;
    private final long intervalNanos;
    private final InstantSource clock;
    private final Map<String, AtomicLong> fullAt = new ConcurrentHashMap<>();

    /// @param perSecond 0 for no limit
    RequestRates(int perSecond, InstantSource clock) {
        this.perSecond = perSecond;
        intervalNanos = perSecond == 0 ? 0 : SECOND / perSecond;
        this.clock = clock;
    }

    /// Whether there is a limit.
    boolean limit() {
        return intervalNanos > 0;
    }

    /// Takes one request of an account.
    ///
    /// @throws ApiException 429 when it has sent too many
    void take(String account) {
        if (!limit()) {
            return;
        }
        AtomicLong bucket = fullAt.computeIfAbsent(account, name -> new AtomicLong());
        long nowNanos = nanos(clock.instant());
        while (true) {
            long beforeNanos = bucket.get();
            // A clock that was set back must not shut an account out for as long.
            boolean setBack = beforeNanos > nowNanos + 2 * SECOND;
            long fullNanos = (setBack ? nowNanos : Math.max(beforeNanos, nowNanos)) + intervalNanos;
            if (fullNanos > nowNanos + SECOND) {
                throw new ApiException(
                        429,
                        "TooManyRequests",
                        "more than %d requests in a second".formatted(perSecond),
                        Duration.ofNanos(fullNanos - nowNanos - SECOND));
            }
            if (bucket.compareAndSet(beforeNanos, fullNanos)) {
                return;
            }
        }
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * SECOND + time.getNano();
    }
}
