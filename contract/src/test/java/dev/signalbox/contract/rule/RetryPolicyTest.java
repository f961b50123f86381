package dev.signalbox.contract.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.settings.BackoffPause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
    private static final BackoffPause TEN_TO_TWENTY = BackoffPause.parse("PT10S/PT20S");

    private static List<Duration> pauses(RetryPolicy policy) {
        var random = new Random(1);
        var pauses = new ArrayList<Duration>();
        for (int attempts = 1; policy.allowsAnother(attempts); attempts++) {
            pauses.add(policy.pause(attempts, TEN_TO_TWENTY, random));
        }
        return pauses;
    }

    @Test
    void backoffTriesThreeTimesMoreAfterTenToTwentySeconds() {
        assertThat(pauses(RetryPolicy.BACKOFF_RETRY))
                .hasSize(3)
                .allSatisfy(pause ->
                        assertThat(pause)
                                .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(20)));
    }

    @Test
    void backoffDrawsItsPausesEvenly() {
        var random = new Random(1);
        var perSecond = new int[10];
        for (int i = 0; i < 100_000; i++) {
            Duration pause = RetryPolicy.BACKOFF_RETRY.pause(1, TEN_TO_TWENTY, random);
            perSecond[(int) Math.min(9, pause.toSeconds() - 10)]++;
        }
        for (int count : perSecond) {
            assertThat(count).isBetween(9_500, 10_500);
        }
    }

    /// The numbers are those of EventBridge's page "Retry and dead-letter queues".
    @Test
    void exponentialDecayTries176TimesMoreWithinADay() {
        List<Duration> pauses = pauses(RetryPolicy.EXPONENTIAL_DECAY_RETRY);

        assertThat(pauses).hasSize(176);
        assertThat(pauses.subList(0, 10))
                .extracting(Duration::toSeconds)
                .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 512L);
        assertThat(pauses.subList(9, 176)).containsOnly(Duration.ofSeconds(512));
        assertThat(pauses.stream().mapToLong(Duration::toSeconds).sum()).isEqualTo(86_015);
    }
}
