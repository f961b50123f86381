package dev.signalbox.web.access;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.signalbox.web.ApiException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WrongSecretsTest {
    private static final InetAddress HERE = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress THERE = InetAddress.ofLiteral("192.0.2.2");

    private final AccessKey boss = new AccessKey("boss", "bosss-secret", "7", Role.ADMIN);
    private final AccessKey other = new AccessKey("other", "others-secret", "8", Role.ADMIN);
    private Instant now = Instant.parse("2026-11-21T02:07:38Z");
    private final WrongSecrets wrong = WrongSecrets.ofKeys(() -> now);

    @Test
    void tenGuessesAreAnsweredAndThenOneEverySixSeconds() {
        guess(10);
        assertThat(refused(boss, HERE)).isEqualTo(Duration.ofSeconds(6));

        now = now.plusSeconds(5);
        assertThat(refused(boss, HERE)).isEqualTo(Duration.ofSeconds(1));

        now = now.plusSeconds(1);
        guess(1);
        assertThat(refused(boss, HERE)).isEqualTo(Duration.ofSeconds(6));

        now = now.plusSeconds(60);
        guess(10);
        assertThat(refused(boss, HERE)).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void otherAddressesAndOtherKeysGoOn() {
        guess(10);

        assertThatCode(() -> wrong.check(boss, THERE)).doesNotThrowAnyException();
        assertThatCode(() -> wrong.check(other, HERE)).doesNotThrowAnyException();
    }

    @Test
    void guessesAtTheSameTimeDoNotStretchTheWait() {
        for (int i = 0; i < 200; i++) {
            wrong.count(boss, HERE);
        }

        assertThat(refused(boss, HERE)).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void keysThatDoNotExistCountAsOne() {
        AccessKey unknown = AccessKey.unknown();
        for (int i = 0; i < 10; i++) {
            wrong.count(unknown, HERE);
        }

        assertThat(refused(unknown, HERE)).isPositive();
    }

    @Test
    void aNetworkOfIpv6AddressesCountsAsOne() {
        for (int i = 0; i < 10; i++) {
            wrong.count(boss, InetAddress.ofLiteral("2001:db8::" + i));
        }

        assertThat(refused(boss, InetAddress.ofLiteral("2001:db8::ffff"))).isPositive();
        assertThatCode(() -> wrong.check(boss, InetAddress.ofLiteral("2001:db8:0:1::1")))
                .doesNotThrowAnyException();
    }

    @Test
    void aClockThatIsSetBackLocksNobodyOut() {
        guess(10);
        now = now.minus(Duration.ofDays(1));

        assertThatCode(() -> wrong.check(boss, HERE)).doesNotThrowAnyException();
    }

    private void guess(int times) {
        for (int i = 0; i < times; i++) {
            wrong.check(boss, HERE);
            wrong.count(boss, HERE);
        }
    }

    private Duration refused(AccessKey key, InetAddress from) {
        ApiException e = catchThrowableOfType(ApiException.class, () -> wrong.check(key, from));
        assertThat(e.status()).isEqualTo(429);
        return requireNonNull(e.retryAfter());
    }
}
