package dev.signalbox.contract.replay;

import static dev.signalbox.contract.replay.GivenReplays.ID;
import static dev.signalbox.contract.replay.GivenReplays.NOON;
import static dev.signalbox.contract.replay.GivenReplays.planned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ReplayStateTest {
    @Test
    void onlyTheseChangesAreLegal() {
        var legal = new TreeSet<String>();
        for (ReplayState state : ReplayState.values()) {
            for (ReplayState next : ReplayState.values()) {
                if (state.mayBecome(next)) {
                    legal.add(state.label() + " " + next.label());
                }
            }
        }

        assertThat(legal)
                .containsExactly(
                        "paused cancelled",
                        "paused running",
                        "planned cancelled",
                        "planned running",
                        "running cancelled",
                        "running done",
                        "running failed",
                        "running paused");
    }

    @Test
    void aChangeCountsAndKeepsTheRest() {
        Replay running = planned("1", ID).become(ReplayState.RUNNING, "", NOON.plusSeconds(5));

        assertThat(running.revision()).isEqualTo(2);
        assertThat(running.changed()).isEqualTo(NOON.plusSeconds(5));
        assertThat(running.ordered()).isEqualTo(NOON);
        assertThatThrownBy(() -> running.become(ReplayState.PLANNED, "", NOON))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("running cannot become planned");
    }

    @Test
    void anIdHasItsForm() {
        var random = new Random(7);
        String id = ReplayId.draw(random);

        assertThat(ReplayId.isOne(id)).isTrue();
        assertThat(ReplayId.draw(random)).isNotEqualTo(id);
        assertThat(ReplayId.isOne(id + "A")).isFalse();
        assertThat(ReplayId.isOne("dlv_" + id.substring(4))).isFalse();
    }
}
