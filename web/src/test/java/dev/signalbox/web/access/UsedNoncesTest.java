package dev.signalbox.web.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.web.ApiException;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UsedNoncesTest {
    private static final Instant START = Instant.parse("2026-11-21T02:00:00Z");

    private Instant now = START;
    private final UsedNonces nonces = new UsedNonces(() -> now);

    @Test
    void aNonceIsGoodOncePerKey() {
        nonces.check("a", now, "n");
        nonces.check("b", now, "n");
        nonces.check("a", now, "m");

        assertRefused("a", START, "n", "SignatureNonceUsed");
    }

    @Test
    void aRequestOfTheFutureCannotComeAgainWhenItsTimeHasCome() {
        Instant signed = START.plus(UsedNonces.WINDOW);
        nonces.check("a", signed, "n");

        now = signed.plus(UsedNonces.WINDOW);
        assertRefused("a", signed, "n", "SignatureNonceUsed");

        now = now.plusSeconds(1);
        assertRefused("a", signed, "n", "InvalidTimeStamp.Expired");
    }

    @Test
    void moreNoncesThanAreKeptShortenTheWindowAndLetNothingPassTwice() {
        for (int i = 0; i <= UsedNonces.MOST; i++) {
            nonces.check("a", START.plusSeconds(i / 1_000), "n" + i);
        }

        assertRefused("a", START, "n0", "InvalidTimeStamp.Expired");
        assertRefused("a", START, "new", "InvalidTimeStamp.Expired");
        assertRefused("a", START.plusSeconds(1), "n1000", "SignatureNonceUsed");
        nonces.check("a", START.plusSeconds(1), "new");
        nonces.check("b", START, "n0");
    }

    @Test
    void aNonceHasABoundedLength() {
        nonces.check("a", now, "n".repeat(UsedNonces.LONGEST_NONCE));

        assertRefused("a", now, "n".repeat(UsedNonces.LONGEST_NONCE + 1), "SignatureDoesNotMatch");
    }

    @Test
    void noncesOfKeysThatStayAreKeptWhenKeysChange() {
        nonces.check("a", now, "n");

        nonces.keepOnly(Set.of("a", "c"));

        assertRefused("a", now, "n", "SignatureNonceUsed");
    }

    private void assertRefused(String key, Instant signed, String nonce, String code) {
        assertThatThrownBy(() -> nonces.check(key, signed, nonce))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> {
                            assertThat(e.status()).isEqualTo(401);
                            assertThat(e.code()).isEqualTo(code);
                        });
    }
}
