package dev.signalbox.contract.replay;

import static dev.signalbox.contract.replay.GivenReplays.ID;
import static dev.signalbox.contract.replay.GivenReplays.NOON;
import static dev.signalbox.contract.replay.GivenReplays.pattern;
import static dev.signalbox.contract.replay.GivenReplays.planned;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReplayRecordsTest {
    private static final ReplayKey KEY = new ReplayKey("1", ID);

    private static Replay readAgain(Replay replay) {
        return ReplayRecords.readReplay(replay.key(), ReplayRecords.write(replay));
    }

    private static Replay with(Speed speed, Only only, Set<String> ids) {
        Replay one = planned("1", ID);
        ReplayOrder order = one.order();
        return new Replay(
                one.account(),
                one.id(),
                new ReplayOrder(
                        order.bus(),
                        order.from(),
                        order.to(),
                        order.rules(),
                        pattern("{\"type\":[\"a\"]}"),
                        ids,
                        only,
                        speed,
                        "the webhook was down",
                        order.ranges(),
                        true),
                one.plan(),
                ReplayState.FAILED,
                "the rule jobs was deleted",
                one.ordered(),
                one.orderedBy(),
                one.changed(),
                7);
    }

    private static ReplayProgress progress(@Nullable Duration timeLeft) {
        return new ReplayProgress(
                Map.of(0, 150L, 1, 300L),
                new ReplayAccount(10, 1, 2, 3, 4, 9, 1, 2, 3, 1),
                Map.of("jobs/ding", List.of("dlv_a", "dlv_b"), "jobs/hook", List.of("dlv_c")),
                77,
                Map.of(0, 5L),
                "router-1",
                2,
                NOON,
                12.5,
                "ding takes 20 a minute",
                timeLeft);
    }

    @Test
    void aReplayIsReadAsItWasWritten() {
        assertThat(readAgain(planned("1", ID))).isEqualTo(planned("1", ID));
        Replay other = with(new Speed.PerSecond(50), Only.MISSING, Set.of("b", "a"));
        assertThat(readAgain(other)).isEqualTo(other);
        Replay paced = with(new Speed.Original(), Only.FAILED, Set.of());
        assertThat(readAgain(paced)).isEqualTo(paced);
    }

    @Test
    void aProgressIsReadAsItWasWritten() {
        for (var progress : List.of(progress(null), progress(Duration.ofMinutes(3)))) {
            assertThat(ReplayRecords.readProgress(ReplayRecords.write(progress)))
                    .isEqualTo(progress);
        }
    }

    @Test
    void fieldsOfLaterVersionsArePassedOver() {
        String record = new String(ReplayRecords.write(planned("1", ID)), UTF_8);
        String later = "{\"later\":[1],\"" + record.substring(2);

        assertThat(ReplayRecords.readReplay(KEY, later.getBytes(UTF_8)))
                .isEqualTo(planned("1", ID));
    }

    @Test
    void anUnknownStateIsRefused() {
        String record =
                new String(ReplayRecords.write(planned("1", ID)), UTF_8)
                        .replace("planned", "asleep");

        assertThatThrownBy(() -> ReplayRecords.readReplay(KEY, record.getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("its state is unknown");
    }

    @Test
    void theShareIsThatOfTheOffsets() {
        ReplayOrder order = planned("1", ID).order();

        assertThat(progress(null).share(order)).isEqualTo(350.0 / 400);
    }
}
