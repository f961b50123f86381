package dev.signalbox.notifier.phone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class CallTimesTest {
    private static final Instant START = Instant.parse("2026-11-21T00:00:00Z");

    private Instant now = START;
    private final CallTimes times = new CallTimes(() -> now);

    @Test
    void aNumberIsCalledOnceAMinuteFiveTimesAnHourTwentyTimesADay() {
        var called = new ArrayList<Instant>();
        for (now = START;
                now.isBefore(START.plus(Duration.ofHours(25)));
                now = now.plusSeconds(10)) {
            if (times.begin("1").isZero()) {
                called.add(now);
            }
        }

        assertThat(called).hasSize(25);
        for (int i = 1; i < called.size(); i++) {
            assertThat(called.get(i)).isAfterOrEqualTo(called.get(i - 1).plusSeconds(60));
        }
        for (int i = 5; i < called.size(); i++) {
            assertThat(called.get(i)).isAfterOrEqualTo(called.get(i - 5).plusSeconds(3_600));
        }
        for (int i = 20; i < called.size(); i++) {
            assertThat(called.get(i)).isAfterOrEqualTo(called.get(i - 20).plusSeconds(86_400));
        }
    }

    @Test
    void whoWaitsAsLongAsToldMayCall() {
        for (int i = 0; i < 60; i++) {
            Duration wait = times.begin("1");
            now = now.plus(wait);
            assertThat(wait.isZero() || times.begin("1").isZero()).isTrue();
        }
    }

    @Test
    void numbersDoNotCountForOneAnother() {
        assertThat(times.begin("1")).isZero();
        assertThat(times.begin("2")).isZero();
        assertThat(times.begin("1")).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void whatIsTakenBackDoesNotCount() {
        times.begin("1");
        times.takeBack("1");

        assertThat(times.begin("1")).isZero();
    }

    @Test
    void onlySoManyNumbersAreRemembered() {
        times.begin("first");
        for (int i = 0; i < CallTimes.NUMBERS; i++) {
            times.begin("n" + i);
        }

        assertThat(times.begin("first")).isZero();
        assertThat(times.begin("n" + (CallTimes.NUMBERS - 1))).isPositive();
    }
}
