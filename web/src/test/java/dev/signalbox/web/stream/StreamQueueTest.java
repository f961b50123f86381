package dev.signalbox.web.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamQueueTest {
    @Test
    void aFullRingLosesItsOldestItemsAndSaysHowMany() throws Exception {
        var ring = StreamQueue.ring(3, 1_000);

        for (int i = 0; i < 10; i++) {
            ring.offer(StreamItem.of("n", Map.of("i", i)));
        }

        assertThat(taken(ring))
                .containsExactly(
                        "skipped{\"skipped\":7}", "n{\"i\":7}", "n{\"i\":8}", "n{\"i\":9}");
    }

    @Test
    void whatIsSkippedIsCountedAnewAfterItHasBeenSaid() throws Exception {
        var ring = StreamQueue.ring(1, 1_000);
        ring.offer(StreamItem.of("a", Map.of()));
        ring.offer(StreamItem.of("b", Map.of()));
        taken(ring);

        ring.offer(StreamItem.of("c", Map.of()));

        assertThat(taken(ring)).containsExactly("c{}");
    }

    @Test
    void aRingIsBoundedInBytesTooButHoldsItsNewestItem() throws Exception {
        var ring = StreamQueue.ring(100, 20);
        ring.offer(StreamItem.of("a", Map.of("text", "x".repeat(5))));
        ring.offer(StreamItem.of("b", Map.of("text", "x".repeat(50))));

        assertThat(taken(ring)).hasSize(2).first().isEqualTo("skipped{\"skipped\":1}");

        ring.offer(StreamItem.of("c", Map.of("n", 1)));
        ring.offer(StreamItem.of("d", Map.of("n", 2)));

        assertThat(taken(ring)).containsExactly("c{\"n\":1}", "d{\"n\":2}");
    }

    @Test
    void theNewestOfEachKindReplacesTheOlder() throws Exception {
        var newest = StreamQueue.newest();
        newest.offer(StreamItem.of("progress", Map.of("n", 1)));
        newest.offer(StreamItem.of("state", Map.of("n", 2)));
        newest.offer(StreamItem.of("progress", Map.of("n", 3)));

        assertThat(taken(newest)).containsExactly("state{\"n\":2}", "progress{\"n\":3}");
    }

    @Test
    void aClosedQueueGivesWhatItHasAndThenNothing() throws Exception {
        var queue = StreamQueue.ring(3, 1_000);
        queue.offer(StreamItem.of("last", Map.of()));
        queue.close();
        queue.offer(StreamItem.of("late", Map.of()));

        assertThat(taken(queue)).containsExactly("last{}");
        assertThat(taken(queue)).isEmpty();
    }

    @Test
    void anItemIsAnObject() {
        assertThatThrownBy(() -> StreamItem.of("n", List.of(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<String> taken(StreamQueue queue) throws InterruptedException {
        return queue.take().stream()
                .map(item -> item.kind() + new String(item.json(), UTF_8))
                .toList();
    }
}
