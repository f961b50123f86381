package dev.signalbox.web.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.web.ApiException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestRatesTest {
    private static final Instant START = Instant.parse("2026-11-21T02:00:00Z");

    private Instant now = START;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1_000, 1_000_000})
    void asManyPassInASecondAsAreAllowed(int perSecond) {
        var rates = new RequestRates(perSecond, () -> now);

        int burst = passing(rates, perSecond);
        now = START.plusSeconds(1);
        int refilled = passing(rates, perSecond);

        assertThat(burst).isEqualTo(perSecond);
        assertThat(refilled).isBetween(perSecond - 1, perSecond);
    }

    private static int passing(RequestRates rates, int perSecond) {
        for (int i = 0; i <= perSecond; i++) {
            if (!passes(rates)) {
                return i;
            }
        }
        return perSecond + 1;
    }

    private static boolean passes(RequestRates rates) {
        try {
            rates.take("a");
            return true;
        } catch (ApiException e) {
            return false;
        }
    }

    @Test
    void whoIsTooFastIsToldWhenTheNextPasses() {
        var rates = new RequestRates(4, () -> now);
        for (int i = 0; i < 4; i++) {
            rates.take("a");
        }

        assertThatThrownBy(() -> rates.take("a"))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> {
                            assertThat(e.status()).isEqualTo(429);
                            assertThat(e.retryAfter()).isEqualTo(Duration.ofMillis(250));
                        });
        rates.take("b");
        now = START.plusMillis(250);
        rates.take("a");
    }

    @Test
    void aClockThatIsSetBackShutsNobodyOut() {
        var rates = new RequestRates(2, () -> now);
        rates.take("a");

        now = START.minusSeconds(86_400);

        assertThat(passing(rates, 2)).isEqualTo(2);
    }

    @Test
    void zeroIsNoLimit() {
        assertThat(new RequestRates(0, () -> now).limit()).isFalse();
    }
}
