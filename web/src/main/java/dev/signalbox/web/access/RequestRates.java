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
    private final long interval;
    private final InstantSource clock;
    private final Map<String, AtomicLong> fullAt = new ConcurrentHashMap<>();

    /// @param perSecond 0 for no limit
    RequestRates(int perSecond, InstantSource clock) {
        this.perSecond = perSecond;
        interval = perSecond == 0 ? 0 : SECOND / perSecond;
        this.clock = clock;
    }

    /// Whether there is a limit.
    boolean limit() {
        return interval > 0;
    }

    /// Takes one request of an account.
    ///
    /// @throws ApiException 429 when it has sent too many
    void take(String account) {
        if (!limit()) {
            return;
        }
        AtomicLong bucket = fullAt.computeIfAbsent(account, name -> new AtomicLong());
        long now = nanos(clock.instant());
        while (true) {
            long before = bucket.get();
            // A clock that was set back must not shut an account out for as long.
            boolean setBack = before > now + 2 * SECOND;
            long full = (setBack ? now : Math.max(before, now)) + interval;
            if (full > now + SECOND) {
                throw new ApiException(
                        429,
                        "TooManyRequests",
                        "more than %d requests in a second".formatted(perSecond),
                        Duration.ofNanos(full - now - SECOND));
            }
            if (bucket.compareAndSet(before, full)) {
                return;
            }
        }
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * SECOND + time.getNano();
    }
}
