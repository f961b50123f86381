package dev.signalbox.router.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class LiveLagTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    private final LiveLag lag = new LiveLag();

    private boolean isBehind(Instant now) {
        lag.look(now);
        return lag.isBehind();
    }

    @Test
    void eventsThatWaitedAreBehindUntilFreshOnesAreRouted() {
        LiveLag.Mark mark = lag.take();
        mark.routes(5, NOW.minusSeconds(10).toEpochMilli());
        assertThat(isBehind(NOW)).isTrue();

        mark.routes(6, NOW.toEpochMilli());
        assertThat(isBehind(NOW)).isFalse();
    }

    @Test
    void aRouterThatHasNothingToDoIsNotBehind() {
        LiveLag.Mark mark = lag.take();
        assertThat(isBehind(NOW)).isFalse();

        mark.routes(5, NOW.toEpochMilli());
        assertThat(isBehind(NOW)).isFalse();
        assertThat(isBehind(NOW.plusSeconds(60))).isFalse();
    }

    @Test
    void aPartitionThatWasGivenUpDoesNotCount() {
        LiveLag.Mark mark = lag.take();
        mark.routes(5, NOW.minusSeconds(10).toEpochMilli());
        lag.giveUp(mark);

        assertThat(isBehind(NOW)).isFalse();
    }
}
