package dev.signalbox.router.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.replay.Replay;
import dev.signalbox.contract.replay.ReplayState;
import dev.signalbox.contract.replay.Speed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayTurnsTest {
    private static Replay replay(int number, ReplayState state) {
        var world = new ReplayWorld(1);
        world.rule("r", "{}", "hook");
        world.order(new Speed.Max());
        Replay one = world.replay();
        Instant ordered = ReplayWorld.FROM.plusSeconds(number);
        return new Replay(
                one.account(),
                "rpl_" + number,
                one.order(),
                one.plan(),
                state,
                "",
                ordered,
                "",
                ordered,
                1);
    }

    @Test
    void theFourThatWereOrderedFirstRun() {
        List<Replay> replays = new ArrayList<>();
        replays.add(replay(0, ReplayState.PAUSED));
        for (int i = 1; i <= 6; i++) {
            replays.add(replay(i, ReplayState.RUNNING));
        }
        Collections.reverse(replays);

        assertThat(ReplayTurns.of(replays))
                .extracting(key -> key.id())
                .containsExactlyInAnyOrder("rpl_1", "rpl_2", "rpl_3", "rpl_4");
    }
}
