package dev.signalbox.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.web.connection.ResponseDate;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ResponseDateTest {
    private Instant now = Instant.parse("2026-03-05T04:05:06.700Z");
    private final ResponseDate date = new ResponseDate(() -> now);

    @Test
    void followsTheClockForwardAndBack() {
        assertThat(date.header().get()).isEqualTo("Thu, 05 Mar 2026 04:05:06 GMT");

        now = now.plus(Duration.ofSeconds(1));
        assertThat(date.header().get()).isEqualTo("Thu, 05 Mar 2026 04:05:07 GMT");

        now = now.minus(Duration.ofDays(1));
        assertThat(date.header().get()).isEqualTo("Wed, 04 Mar 2026 04:05:07 GMT");

        now = now.plus(Duration.ofSeconds(2));
        assertThat(date.header().get()).isEqualTo("Wed, 04 Mar 2026 04:05:09 GMT");
    }
}
