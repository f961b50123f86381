package dev.signalbox.notifier.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-11-21T04:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | PT0S",
                "120 | PT2M",
                "86400 | PT24H",
                "604800 | PT168H",
                "99999999 | PT168H",
                "99999999999999999999 | PT168H",
                "Sat, 21 Nov 2026 04:01:30 GMT | PT1M30S",
                "Sat, 21 Nov 2026 03:00:00 GMT | PT0S",
                "soon | PT0S",
                "-5 | PT0S",
                "1.5 | PT0S",
                "'' | PT0S"
            })
    void secondsAndDatesAreUnderstoodAndNonsenseIsNoWait(String header, Duration wait) {
        assertThat(RetryAfter.read(header, NOW)).isEqualTo(wait);
    }
}
