package dev.signalbox.contract.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CellsTest {
    @Test
    void whatIsAddedIsFoundByItsHashUntilItIsRemoved() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var cells = new Cells();
        var there = new HashMap<Integer, List<Held>>();
        var all = new ArrayList<Held>();
        for (int step = 0; step < 200_000; step++) {
            // Now it grows to some thousand hashes, now it shrinks to a few.
            boolean growing = step / 20_000 % 2 == 0;
            if (all.isEmpty() || random.nextInt(10) < (growing ? 6 : 4)) {
                int hash = random.nextInt(5_000) * 77_777;
                var held = new Held(new Condition.Exactly("a"), new Condition.OfValue[0], step);
                cells.add(hash, held);
                there.computeIfAbsent(hash, ignored -> new ArrayList<>()).add(held);
                all.add(held);
            } else {
                Held gone = all.set(random.nextInt(all.size()), all.getLast());
                all.removeLast();
                there.getOrDefault(gone.place, List.of()).remove(gone);
                cells.remove(gone);
                assertFound(cells, gone.place, there, seed);
            }
            if (step % 5_000 == 0) {
                for (int hash = 0; hash < 5_000; hash++) {
                    assertFound(cells, hash * 77_777, there, seed);
                }
            }
        }
        List.copyOf(all).forEach(cells::remove);
        assertThat(cells.isEmpty()).isTrue();
    }

    private static void assertFound(
            Cells cells, int hash, Map<Integer, List<Held>> there, long seed) {
        var found = new ArrayList<Held>();
        for (Held held = cells.chain(hash); held != null; held = held.next) {
            found.add(held);
        }
        List<Held> expected = there.getOrDefault(hash, List.of());
        assertThat(found).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(cells.count(hash)).as("seed %d", seed).isEqualTo(expected.size());
        if (!expected.isEmpty()) {
            assertThat(cells.find(hash)).as("seed %d", seed).isPositive();
        }
    }
}
