package dev.signalbox.web.access;

import dev.signalbox.web.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Refuses signed requests that are too old, too far ahead, or that were sent before.
///
/// Nonces are remembered for each key as long as their requests would be taken, at most [#MOST] of
/// them. Where there are more, the oldest are forgotten and requests as old as those are refused
/// from then on: a key that sends very much has a shorter window, and no request passes twice.
final class UsedNonces {
    /// How far a request's time may be from ours: what Alibaba Cloud's services allow.
    static final Duration WINDOW = Duration.ofMinutes(15);

    static final int MOST = 100_000;
    static final int LONGEST_NONCE = 128;

    private final InstantSource clock;
    private final Map<String, Nonces> byKey = new ConcurrentHashMap<>();

    UsedNonces(InstantSource clock) {
        this.clock = clock;
    }

    /// Takes a request whose signature was right.
    ///
    /// @param nonce what the client says it never uses again; null where it says nothing
    /// @throws ApiException 401 when it is too old or came before
    void check(String keyId, Instant signed, @Nullable String nonce) {
        Instant now = clock.instant();
        if (Duration.between(signed, now).abs().compareTo(WINDOW) > 0) {
            throw expired(signed, now);
        }
        if (nonce == null) {
            return;
        }
        if (nonce.length() > LONGEST_NONCE) {
            throw new ApiException(
                    401,
                    "SignatureDoesNotMatch",
                    "the nonce has more than %d characters".formatted(LONGEST_NONCE));
        }
        Nonces nonces = byKey.computeIfAbsent(keyId, id -> new Nonces());
        switch (nonces.add(signed.getEpochSecond(), nonce, now.minus(WINDOW).getEpochSecond())) {
            case NEW -> {}
            case USED ->
                    throw new ApiException(
                            401, "SignatureNonceUsed", "the nonce has been used before");
            case FORGOTTEN -> throw expired(signed, now);
        }
    }

    private static ApiException expired(Instant signed, Instant now) {
        return new ApiException(
                401,
                "InvalidTimeStamp.Expired",
                "the request was signed at %s, and here it is %s".formatted(signed, now));
    }

    /// Forgets what keys have sent that are no more.
    void keepOnly(Set<String> keyIds) {
        byKey.keySet().retainAll(keyIds);
    }

    private static final class Nonces {
        enum Verdict {
            NEW,
            USED,
            FORGOTTEN
        }

        private final TreeMap<Long, Set<String>> bySecond = new TreeMap<>();
        private int count;
        private long forgotten = Long.MIN_VALUE;

        synchronized Verdict add(long epochSecond, String nonce, long oldestEpochSecond) {
            while (!bySecond.isEmpty() && bySecond.firstKey() < oldestEpochSecond) {
                count -= bySecond.pollFirstEntry().getValue().size();
            }
            if (epochSecond <= forgotten) {
                return Verdict.FORGOTTEN;
            }
            if (!bySecond.computeIfAbsent(epochSecond, s -> new HashSet<>()).add(nonce)) {
                return Verdict.USED;
            }
            if (++count > MOST) {
                var first = bySecond.pollFirstEntry();
                forgotten = first.getKey();
                count -= first.getValue().size();
            }
            return Verdict.NEW;
        }
    }
}
