package dev.signalbox.notifier.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.health.HealthBook;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.stats.Backlog;
import dev.signalbox.contract.stats.DeliveryNumbers;
import dev.signalbox.contract.stats.UnwellTarget;
import dev.signalbox.notifier.lane.LaneState;
import dev.signalbox.notifier.lane.LaneState.Standing;
import dev.signalbox.notifier.retry.Waiting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BacklogNumbersTest {
    private static final Instant NOW = Instant.parse("2026-12-01T04:10:00Z");
    private static final TargetKey ONE = TargetKey.parse("a/default/r/one");
    private static final TargetKey TWO = TargetKey.parse("a/default/r/two");

    private final List<LaneState> lanes = new ArrayList<>();
    private Instant now = NOW;
    private @Nullable Instant intake;
    private final BacklogNumbers numbers =
            new BacklogNumbers(
                    new TargetStates(new Rulebook(), new HealthBook(), () -> lanes, new Waiting()),
                    () -> now,
                    () -> lanes,
                    () -> intake);

    @Test
    void whatIsUnderWayInALaneIsCountedOnce() {
        lanes.add(new LaneState(ONE, 4, 2, Standing.OPEN, true, null, NOW.minusSeconds(1)));
        lanes.add(new LaneState(TWO, 4, 3, Standing.OPEN, false, null, NOW.minusSeconds(2)));

        assertThat(numbers.get().backlogs())
                .containsOnlyKeys("a")
                .containsEntry("a", new Backlog(5, 4, 0, NOW.minusSeconds(2), 0));
    }

    @Test
    void aThrottledTargetIsNamedSinceItWasSeenFirst() {
        lanes.add(new LaneState(ONE, 0, 0, Standing.THROTTLED, true, NOW.plusSeconds(60), null));
        numbers.get();
        now = NOW.plusSeconds(7);

        DeliveryNumbers found = numbers.get();

        assertThat(found.backlogs().get("a")).extracting(Backlog::throttled).isEqualTo(1);
        assertThat(found.unwell())
                .containsExactly(
                        new UnwellTarget(ONE, "", "throttled", NOW, NOW.plusSeconds(60), "", null));
    }

    @Test
    void aTargetIsBehindAfterFiveSeconds() {
        lanes.add(new LaneState(ONE, 1, 9, Standing.OPEN, true, null, NOW.minusSeconds(5)));
        assertThat(numbers.get().unwell()).isEmpty();

        now = NOW.plusSeconds(1);

        assertThat(numbers.get().unwell()).extracting(UnwellTarget::key).containsExactly(ONE);
    }

    @Test
    void whatWaitsOutsideIsSaidFromASecondOn() {
        intake = NOW.minusMillis(900);
        assertThat(numbers.get()).isEqualTo(DeliveryNumbers.NONE);

        intake = NOW.minusMillis(1_100);
        assertThat(numbers.get().oldestOutside()).isEqualTo(intake);
    }
}
