package dev.signalbox.console.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class EvenSpreadTest {
    @Property
    void nothingIsFarFromWhatIsKept(
            @ForAll @IntRange(min = 1, max = 30) int wanted,
            @ForAll @IntRange(max = 2_000) int count) {
        var spread = new EvenSpread<Integer>(wanted);
        for (int i = 0; i < count; i++) {
            int number = i;
            spread.offer(() -> number);
        }

        List<Integer> kept = spread.all();

        assertThat(kept).hasSize(Math.min(wanted, count)).isSorted().doesNotHaveDuplicates();
        int before = 0;
        for (int number : kept) {
            assertThat(number - before).isLessThanOrEqualTo(2 * Math.ceilDiv(count, wanted));
            before = number;
        }
    }
}
