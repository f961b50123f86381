package dev.signalbox.router.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.replay.Speed;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final long EVENT = 1_700_000_000_000L;

    @Test
    void atMaxSpeedEveryEventIsDueAtOnce() {
        var pace = new Pace(new Speed.Max());
        pace.goes(EVENT, NOW);

        assertThat(pace.due(EVENT + 60_000, NOW)).isBeforeOrEqualTo(NOW);
    }

    @Test
    void atTheOriginalSpeedEventsKeepTheirDistance() {
        var pace = new Pace(new Speed.Original());

        assertThat(pace.due(EVENT, NOW)).isEqualTo(NOW);
        pace.goes(EVENT, NOW);
        assertThat(pace.due(EVENT + 1_500, NOW)).isEqualTo(NOW.plusMillis(1_500));
    }

    @Test
    void anEventThatIsOlderThanTheOneBeforeIsDueAtOnce() {
        var pace = new Pace(new Speed.Original());
        pace.goes(EVENT, NOW);

        assertThat(pace.due(EVENT - 5_000, NOW)).isEqualTo(NOW);
    }

    @Test
    void soManyASecondGoInASecond() {
        var pace = new Pace(new Speed.PerSecond(20));
        Instant now = NOW;
        for (int i = 0; i < 21; i++) {
            now = pace.due(EVENT, now);
            pace.goes(EVENT, now);
        }

        assertThat(Duration.between(NOW, now)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aThreadThatWakesUpALittleLateKeepsTheRate() {
        var pace = new Pace(new Speed.PerSecond(10));
        pace.goes(EVENT, NOW);
        pace.goes(EVENT, NOW.plusMillis(190));

        assertThat(pace.due(EVENT, NOW.plusMillis(190))).isEqualTo(NOW.plusMillis(200));
    }

    @Test
    void whatWasMissedInALongWaitIsNotMadeUpFor() {
        var pace = new Pace(new Speed.PerSecond(10));
        pace.goes(EVENT, NOW);
        Instant later = NOW.plusSeconds(3_600);
        int atOnce = 0;
        while (!pace.due(EVENT, later).isAfter(later)) {
            pace.goes(EVENT, later);
            atOnce++;
        }

        assertThat(atOnce).isLessThan(5);
    }
}
