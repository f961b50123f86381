package dev.signalbox.web.access;

import dev.signalbox.web.ApiException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A limit on guesses of secrets: some at once, then as many a minute. Beyond it the secret is not
/// looked at.
///
/// Ten for each access key and each address: from another address the key's owner goes on as ever,
/// whoever guesses. At the log-in moreover five for each address, whatever keys are named.
///
/// All keys that do not exist count as one. A network of IPv6 addresses (`/64`), which one machine
/// may use as it likes, counts as one address.
final class WrongSecrets {
    /// The code of the refusal.
    static final String CODE = "TooManyWrongSecrets";

    static final int AT_ONCE = 10;
    static final int AT_ONCE_IN_LOG_IN = 5;

    private static final int MOST = 100_000;
    private static final int IPV6_NETWORK_BYTES = 8;

    private final InstantSource clock;
    private final int atOnce;
    private final Duration each;
    private final boolean byKey;
    private final Map<Guesser, Instant> forgottenAt = new ConcurrentHashMap<>();

    /// A key and an address that it is used from.
    private record Guesser(String key, String network) {
        static Guesser of(String key, @Nullable InetAddress from) {
            byte[] address = from == null ? new byte[0] : from.getAddress();
            byte[] network =
                    from instanceof Inet6Address
                            ? Arrays.copyOf(address, IPV6_NETWORK_BYTES)
                            : address;
            return new Guesser(key, Arrays.toString(network));
        }
    }

    private WrongSecrets(InstantSource clock, int atOnce, boolean byKey) {
        this.clock = clock;
        this.atOnce = atOnce;
        each = Duration.ofMinutes(1).dividedBy(atOnce);
        this.byKey = byKey;
    }

    /// The limit for each key and address.
    static WrongSecrets ofKeys(InstantSource clock) {
        return new WrongSecrets(clock, AT_ONCE, true);
    }

    /// The limit for each address that logs in.
    static WrongSecrets ofLogIns(InstantSource clock) {
        return new WrongSecrets(clock, AT_ONCE_IN_LOG_IN, false);
    }

    private Guesser guesser(AccessKey key, @Nullable InetAddress from) {
        return Guesser.of(byKey ? key.id() : "", from);
    }

    /// Refuses a request whose secret would be one guess too many.
    ///
    /// @param key that is claimed
    /// @throws ApiException 429 with the time after which there is one more
    void check(AccessKey key, @Nullable InetAddress from) {
        Instant forgotten = forgottenAt.get(guesser(key, from));
        if (forgotten == null) {
            return;
        }
        Duration wait =
                Duration.between(clock.instant(), forgotten).minus(each.multipliedBy(atOnce - 1));
        // After a clock that was set back it would be longer.
        if (wait.isPositive() && wait.compareTo(each) <= 0) {
            throw new ApiException(
                    429,
                    CODE,
                    byKey
                            ? "too many wrong secrets or signatures for this access key from this"
                                    + " address"
                            : "too many wrong secrets from this address",
                    wait);
        }
    }

    /// Counts a secret or signature that was wrong.
    void count(AccessKey key, @Nullable InetAddress from) {
        Instant now = clock.instant();
        if (forgottenAt.size() >= MOST) {
            forgottenAt.values().removeIf(forgotten -> !forgotten.isAfter(now));
            if (forgottenAt.size() >= MOST) {
                forgottenAt.clear();
            }
        }
        Instant latest = now.plus(each.multipliedBy(atOnce));
        forgottenAt.compute(
                guesser(key, from),
                (guesser, before) -> {
                    boolean fresh = before == null || before.isBefore(now);
                    Instant forgotten = (fresh ? now : before).plus(each);
                    return forgotten.isAfter(latest) ? latest : forgotten;
                });
    }
}
