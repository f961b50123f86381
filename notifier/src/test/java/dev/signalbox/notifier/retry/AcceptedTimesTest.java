package dev.signalbox.notifier.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AcceptedTimesTest {
    private final AcceptedTimes times = new AcceptedTimes();

    @Test
    void theOldestIsKnownToTheSecondWhileThereAreFew() {
        for (long second = 100; second < 100 + AcceptedTimes.MOST; second++) {
            times.add(second);
            times.add(second);
        }

        for (long second = 100; second < 100 + AcceptedTimes.MOST; second++) {
            assertThat(times.oldest()).isEqualTo(second);
            times.remove(second);
            assertThat(times.oldest()).isEqualTo(second);
            times.remove(second);
        }
        assertThat(times.isEmpty()).isTrue();
    }

    @Test
    void aDayOfSecondsIsKnownToWithinAThirtiethOfIt() {
        int day = 86_400;
        for (int second = 0; second < day; second++) {
            times.add(second);
        }

        for (int second = 0; second < day; second++) {
            assertThat(times.oldest()).isBetween(second - day / 30L, (long) second);
            times.remove(second);
        }
        assertThat(times.isEmpty()).isTrue();
    }

    @Test
    void aTimeThatIsNotThereCannotBeTakenOut() {
        times.add(1);

        assertThatThrownBy(() -> times.remove(2)).isInstanceOf(IllegalStateException.class);
    }

    /// Positive numbers come, negative ones let the oldest go.
    @Property
    void theOldestIsNeverToldTooYoungAndTheBagEndsEmpty(
            @ForAll @Size(max = 500) int @IntRange(min = -300, max = 3_000) [] steps) {
        var bag = new AcceptedTimes();
        var exact = new TreeMap<Long, Integer>();
        for (int step : steps) {
            if (step >= 0) {
                bag.add(step);
                exact.merge((long) step, 1, Integer::sum);
            } else if (!exact.isEmpty()) {
                takeOut(bag, exact, exact.firstKey());
            }
            assertThat(bag.isEmpty()).isEqualTo(exact.isEmpty());
            if (!exact.isEmpty()) {
                assertThat(bag.oldest()).isLessThanOrEqualTo(exact.firstKey());
            }
        }
        for (var left = new ArrayDeque<>(exact.keySet()); !left.isEmpty(); ) {
            long last = left.getLast();
            takeOut(bag, exact, last);
            if (!exact.containsKey(last)) {
                left.removeLast();
            }
        }
        assertThat(bag.isEmpty()).isTrue();
    }

    private static void takeOut(AcceptedTimes bag, Map<Long, Integer> exact, long second) {
        bag.remove(second);
        exact.computeIfPresent(second, (same, count) -> count == 1 ? null : count - 1);
    }
}
