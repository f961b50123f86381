package dev.signalbox.contract.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SieveTest {
    @Test
    void whatIsInTheTableIsLetThroughAndFewOthersAre() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var cells = new Cells();
        var sieve = new Sieve(cells);
        var all = new ArrayList<Held>();
        for (int step = 0; step < 100_000; step++) {
            // Now it grows to some thousand hashes, now it shrinks to a few.
            boolean growing = step / 20_000 % 2 == 0;
            if (all.isEmpty() || random.nextInt(10) < (growing ? 6 : 4)) {
                var held = new Held(new Condition.Contains("a"), new Condition.OfValue[0], step);
                int hash = random.nextInt();
                cells.add(hash, held);
                sieve.add(hash);
                all.add(held);
            } else {
                Held gone = all.set(random.nextInt(all.size()), all.getLast());
                all.removeLast();
                cells.remove(gone);
            }
            if (step % 5_000 == 0) {
                long[] bits = sieve.bits();
                assertThat(all)
                        .as("seed %d", seed)
                        .allMatch(held -> Sieve.letsThrough(bits, held.place));
                long others =
                        random.ints(10_000).filter(hash -> Sieve.letsThrough(bits, hash)).count();
                assertThat(others).as("seed %d", seed).isLessThan(1_500);
            }
        }
    }
}
