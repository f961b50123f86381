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

/// The limit on guesses of secrets: ten at once, then ten a minute, for each access key and each
/// address. Beyond it the secret is not looked at. From another address the key's owner goes on as
/// ever, whoever guesses.
///
/// All keys that do not exist count as one. A network of IPv6 addresses (`/64`), which one machine
/// may use as it likes, counts as one address.
final class WrongSecrets {
    /// The code of the refusal.
    static final String CODE = "TooManyWrongSecrets";

    static final int AT_ONCE = 10;
    static final Duration EACH = Duration.ofSeconds(6);

    private static final int MOST = 100_000;
    private static final int IPV6_NETWORK_BYTES = 8;

    private final InstantSource clock;
    private final Map<Guesser, Instant> forgottenAt = new ConcurrentHashMap<>();

    /// A key and an address that it is used from.
    private record Guesser(String key, String network) {
        static Guesser of(AccessKey key, @Nullable InetAddress from) {
            byte[] address = from == null ? new byte[0] : from.getAddress();
            byte[] network =
                    from instanceof Inet6Address
                            ? Arrays.copyOf(address, IPV6_NETWORK_BYTES)
                            : address;
            return new Guesser(key.id(), Arrays.toString(network));
        }
    }

    WrongSecrets(InstantSource clock) {
        this.clock = clock;
    }

    /// Refuses a request whose secret would be one guess too many.
    ///
    /// @param key that is claimed
    /// @throws ApiException 429 with the time after which there is one more
    void check(AccessKey key, @Nullable InetAddress from) {
        Instant forgotten = forgottenAt.get(Guesser.of(key, from));
        if (forgotten == null) {
            return;
        }
        Duration wait =
                Duration.between(clock.instant(), forgotten).minus(EACH.multipliedBy(AT_ONCE - 1));
        // After a clock that was set back it would be longer.
        if (wait.isPositive() && wait.compareTo(EACH) <= 0) {
            throw new ApiException(
                    429,
                    CODE,
                    "too many wrong secrets or signatures for this access key from this address",
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
        Instant latest = now.plus(EACH.multipliedBy(AT_ONCE));
        forgottenAt.compute(
                Guesser.of(key, from),
                (guesser, before) -> {
                    boolean fresh = before == null || before.isBefore(now);
                    Instant forgotten = (fresh ? now : before).plus(EACH);
                    return forgotten.isAfter(latest) ? latest : forgotten;
                });
    }
}
