package dev.signalbox.notifier.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
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
                " 120  | PT2M",
                "00120 | PT2M",
                "1.5 | PT1.5S",
                "120.0 | PT2M",
                "120. | PT2M",
                "0.0001 | PT0.001S",
                "86400 | PT24H",
                "Sat, 21 Nov 2026 04:01:30 GMT | PT1M30S",
                "sat, 21 nov 2026 04:01:30 gmt | PT1M30S",
                "Mon, 21 Nov 2026 04:01:30 GMT | PT1M30S",
                "Sat, 21 Nov 2026 04:01:30 UTC | PT1M30S",
                "Saturday, 21-Nov-26 04:01:30 GMT | PT1M30S",
                "Sat, 21-Nov-2026 04:01:30 GMT | PT1M30S",
                "Sat Nov 21 04:01:30 2026 | PT1M30S",
                "Sat, 21 Nov 2026 03:00:00 GMT | PT0S",
                "Sunday, 06-Nov-94 08:49:37 GMT | PT0S",
                "Sun Nov  6 08:49:37 1994 | PT0S",
                "Sat, 21 Nov 2026 04:01:60 GMT | PT2M",
                "Sat Nov 21 04:01:60 2026 | PT2M",
                "Saturday, 21-Nov-26 23:59:60 GMT | PT20H",
                "21 Nov 2026 04:01:30 GMT | PT1M30S",
                "Sat, 21 Nov 2026 12:01:30 +0800 | PT1M30S",
                "Fri, 20 Nov 2026 23:01:30 -0500 | PT1M30S",
                "2026-11-21T04:01:30Z | PT1M30S",
                "2026-11-21T12:01:30.500+08:00 | PT1M30.5S",
                "2026-11-21T99:01:30Z | PT0S",
                "1795233690 | PT1M30S",
                "1795233690000 | PT1M30S",
                "1795233600 | PT0S",
                "1500000000 | PT0S",
                "soon | PT0S",
                "-5 | PT0S",
                "1e3 | PT0S",
                "Sat, 31 Feb 2026 04:01:30 GMT | PT0S",
                "Sat, 21 Xxx 2026 04:01:30 GMT | PT0S",
                "Sat, 21 Nov 2026 25:01:30 GMT | PT0S",
                "'' | PT0S"
            })
    void everyFormIsUnderstoodAndNonsenseIsNoWait(String header, Duration wait) {
        assertThat(RetryAfter.read(header, NOW)).isEqualTo(new RetryAfter(wait, ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "86400.5 | 86400.5",
                "604800 | 604800",
                "999999999 | 999999999",
                "1796066592 | 1796066592",
                "99999999999999999999 | 99999999999999999999",
                "1234567890123456789012345678901234567890 | 1234567890123456789012345678901234567890",
                "2065-11-21T04:01:30Z | 2065-11-21T04:01:30Z",
                "Sat, 21 Nov 2065 04:01:30 GMT | Sat, 21 Nov 2065 04:01:30 GMT",
                "Saturday, 21-Nov-65 04:01:30 GMT | Saturday, 21-Nov-65 04:01:30 GMT",
                "Sat Nov 21 04:01:30 2065 | Sat Nov 21 04:01:30 2065"
            })
    void noPauseIsLongerThanADayAndTheReasonSaysSo(String header, String shown) {
        RetryAfter read = RetryAfter.read(header, NOW);

        assertThat(read.pause()).isEqualTo(Duration.ofDays(1));
        assertThat(read.noted("answered 429"))
                .isEqualTo(
                        "answered 429; its Retry-After of %s is more than a day, so it pauses for a day",
                        shown);
    }

    @Test
    void withoutTheHeaderThereIsNoPause() {
        assertThat(RetryAfter.read(null, NOW)).isEqualTo(RetryAfter.NONE);
    }
}
