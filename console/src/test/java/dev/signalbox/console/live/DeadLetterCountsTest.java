package dev.signalbox.console.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.web.ApiException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DeadLetterCountsTest {
    @Test
    void whoAsksIsAnsweredAtOnceAndTheTopicIsReadOnce() throws Exception {
        var counted = new AtomicInteger();
        var go = new CountDownLatch(1);
        try (var counts =
                new DeadLetterCounts(_ -> {
                    counted.incrementAndGet();
                    awaitQuietly(go);
                    return new DeadLetterCount(7, true);
                })) {
            assertThat(counts.of("a")).isEqualTo(DeadLetterCount.NONE);
            assertThat(counts.of("a")).isEqualTo(DeadLetterCount.NONE);
            go.countDown();

            await().untilAsserted(() ->
                    assertThat(counts.of("a")).isEqualTo(new DeadLetterCount(7, true)));
            assertThat(counts.of("a")).isEqualTo(new DeadLetterCount(7, true));
            assertThat(counted).hasValue(1);
        }
    }

    @Test
    void aCountThatFailsLeavesTheLastOne() {
        var counted = new AtomicInteger();
        try (var counts =
                new DeadLetterCounts(_ -> {
                    counted.incrementAndGet();
                    throw new ApiException(503, "ServiceUnavailable", "Kafka is away");
                })) {
            counts.of("a");

            await().untilAsserted(() -> assertThat(counted).hasValue(1));
            assertThat(counts.of("a")).isEqualTo(DeadLetterCount.NONE);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
