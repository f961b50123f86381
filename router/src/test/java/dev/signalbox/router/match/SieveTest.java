package dev.signalbox.router.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SieveTest {
    @Test
    void whatIsInItIsLetThroughAndFewOthersAre() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var sieve = new Sieve();
        var all = new ArrayList<Long>();
        for (int step = 0; step < 100_000; step++) {
            // Now it grows to some thousand hashes, now it shrinks to a few.
            boolean growing = step / 20_000 % 2 == 0;
            if (all.isEmpty() || random.nextInt(10) < (growing ? 6 : 4)) {
                long hash =
                        random.nextInt(4) == 0 && !all.isEmpty()
                                ? all.getLast()
                                : random.nextLong();
                sieve.add(hash);
                all.add(hash);
            } else {
                sieve.remove(all.set(random.nextInt(all.size()), all.getLast()));
                all.removeLast();
            }
            if (step % 5_000 == 0) {
                long[] bits = sieve.bits();
                assertThat(all).as("seed %d", seed).allMatch(hash -> Sieve.letsThrough(bits, hash));
                long others =
                        random.longs(10_000).filter(hash -> Sieve.letsThrough(bits, hash)).count();
                assertThat(others).as("seed %d", seed).isLessThan(1_500);
            }
        }
        all.forEach(sieve::remove);
        assertThat(sieve.isEmpty()).isTrue();
    }
}
