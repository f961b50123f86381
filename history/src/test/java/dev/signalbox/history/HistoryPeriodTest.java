package dev.signalbox.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.contract.replay.OffsetRange;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HistoryPeriodTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

    private final EventLog log = new EventLog(2);

    private void event(int partition, Duration after) {
        log.event(
                partition,
                "1/default/" + after,
                "",
                "s",
                "t",
                START.plus(after).toEpochMilli(),
                "{}");
    }

    private HistoryPeriod find(Duration from, Duration to) {
        return HistoryPeriod.find(log, START.plus(from), START.plus(to), Duration.ofSeconds(1));
    }

    @Test
    void rangesReachALittleBeyondThePeriod() {
        for (int minute = 0; minute < 60; minute++) {
            event(0, Duration.ofMinutes(minute));
        }

        HistoryPeriod period = find(Duration.ofMinutes(10), Duration.ofMinutes(20));

        assertThat(period.ranges()).containsEntry(0, new OffsetRange(9, 25));
        assertThat(period.completeFrom()).isNull();
    }

    @Test
    void aPartitionThatHasNothingSoNewHasNothingToRead() {
        event(0, Duration.ofMinutes(1));
        event(1, Duration.ofMinutes(90));

        HistoryPeriod period = find(Duration.ofMinutes(80), Duration.ofMinutes(100));

        assertThat(period.ranges()).containsEntry(0, new OffsetRange(1, 1));
        assertThat(period.ranges()).containsEntry(1, new OffsetRange(0, 1));
        assertThat(period.offsets()).isEqualTo(1);
    }

    @Test
    void aPeriodThatIsYetToComeIsEmpty() {
        event(0, Duration.ofMinutes(1));

        assertThat(find(Duration.ofDays(1), Duration.ofDays(2)).offsets()).isZero();
    }

    @Test
    void aPeriodOlderThanTheHistoryIsClippedAndSaysSo() {
        for (int hour = 0; hour < 10; hour++) {
            event(0, Duration.ofHours(hour));
            event(1, Duration.ofHours(hour));
        }
        log.deleteBefore(0, 3);
        log.deleteBefore(1, 4);

        assertThat(find(Duration.ofHours(1), Duration.ofHours(9)).completeFrom())
                .isEqualTo(START.plus(Duration.ofHours(4)));
        assertThat(find(Duration.ofHours(1), Duration.ofHours(9)).ranges())
                .containsEntry(0, new OffsetRange(3, 10))
                .containsEntry(1, new OffsetRange(4, 10));
        assertThat(find(Duration.ofHours(4), Duration.ofHours(9)).completeFrom()).isNull();
    }

    @Test
    void anEmptyPeriodIsRefused() {
        assertThatThrownBy(() -> find(Duration.ofHours(1), Duration.ofHours(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
