package dev.signalbox.router.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlotsTest {
    /// As many hashes there are, of which some meet in their group and mark.
    private static final int HASHES = 5_000;

    private final Slots slots = new Slots();
    private final Map<Long, List<Long>> there = new HashMap<>();

    private record Row(long hash, long lead) {}

    @Test
    void whatIsAddedIsFoundByItsHashUntilItIsRemoved() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var all = new ArrayList<Row>();
        for (int step = 0; step < 200_000; step++) {
            // Now it grows to some thousand hashes, now it shrinks to a few.
            boolean growing = step / 20_000 % 2 == 0;
            if (all.isEmpty() || random.nextInt(10) < (growing ? 6 : 4)) {
                var row = new Row(hash(skewed(random)), step);
                slots.add(row.hash, row.lead);
                there.computeIfAbsent(row.hash, ignored -> new ArrayList<>()).add(row.lead);
                all.add(row);
            } else {
                Row gone = all.set(random.nextInt(all.size()), all.getLast());
                all.removeLast();
                there.getOrDefault(gone.hash, List.of()).remove(gone.lead);
                slots.remove(gone.hash, gone.lead);
                assertFound(gone.hash, seed);
            }
            if (step % 5_000 == 0) {
                for (int number = 0; number < HASHES; number++) {
                    assertFound(hash(number), seed);
                }
            }
        }
        all.forEach(row -> slots.remove(row.hash, row.lead));
        assertThat(slots.isEmpty()).isTrue();
    }

    /// A few hashes have many leads, most have none or one.
    private static int skewed(Random random) {
        return random.nextInt(1 + random.nextInt(HASHES));
    }

    private static long hash(int number) {
        return ((number / 16 * 77_777_777L) << 32) | number;
    }

    private void assertFound(long hash, long seed) {
        var found = new ArrayList<Long>();
        int perhaps = slots.perhaps(hash);
        for (int at = perhaps == 0 ? 0 : slots.seek(perhaps, hash);
                at != 0;
                at = slots.next(at, hash)) {
            if (slots.lead(at) < 0) {
                Leads many = slots.together(slots.lead(at));
                for (int i = 0; i < many.size(); i++) {
                    found.add(many.get(i));
                }
            } else {
                found.add(slots.lead(at));
            }
        }
        List<Long> expected = there.getOrDefault(hash, List.of());
        assertThat(found).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(slots.count(hash)).as("seed %d", seed).isEqualTo(expected.size());
    }
}
