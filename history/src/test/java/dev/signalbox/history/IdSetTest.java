package dev.signalbox.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdSetTest {
    @TempDir private Path folder;

    private static byte[] key(long id) {
        return ("1/default/" + id).getBytes(UTF_8);
    }

    @Test
    void anIdIsNewOnce() {
        try (var ids = new IdSet(folder)) {
            assertThat(ids.add(key(1), "")).isTrue();
            assertThat(ids.add(key(1), "")).isFalse();
            assertThat(ids.add(key(2), "")).isTrue();
            assertThat(ids.size()).isEqualTo(2);
        }
    }

    @Test
    void oneIdOfTwoScopesIsTwo() {
        try (var ids = new IdSet(folder)) {
            assertThat(ids.add(key(1), "a")).isTrue();
            assertThat(ids.add(key(1), "b")).isTrue();
            assertThat(ids.add(key(1), "a")).isFalse();
        }
    }

    @Test
    void anIdThatWasMetWithoutScopeWasMet() {
        try (var ids = new IdSet(folder)) {
            assertThat(ids.add(key(1), "")).isTrue();
            assertThat(ids.add(key(1), "a")).isFalse();
        }
    }

    @Test
    void tooManyAreRefused() {
        try (var ids = new IdSet(folder, 2)) {
            assertThat(ids.add(key(1), "")).isTrue();
            assertThat(ids.add(key(2), "")).isTrue();
            assertThatThrownBy(() -> ids.add(key(3), "")).hasMessageContaining("shorter period");
        }
    }

    /// As many as it takes to move to a file, whose name is gone at once.
    @Test
    void aLargeTableKnowsAllItHolds() {
        int count = 800_000;
        try (var table = new IdTable(folder)) {
            var random = new Random(7);
            for (int i = 0; i < count; i++) {
                assertThat(table.add(random.nextLong(), random.nextLong())).isTrue();
            }
            random = new Random(7);
            for (int i = 0; i < count; i++) {
                assertThat(table.add(random.nextLong(), random.nextLong())).isFalse();
            }
            assertThat(table.contains(random.nextLong(), random.nextLong())).isFalse();
            assertThat(table.size()).isEqualTo(count);
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void hashesThatMeetInOnePlaceAreApart() {
        try (var table = new IdTable(folder)) {
            var known = new HashSet<Long>();
            var random = new Random(11);
            for (int i = 0; i < 3_000; i++) {
                long low = random.nextInt(2_000);
                assertThat(table.add(i % 2 == 0 ? -1 : 0, low / 2 * 2 + i % 2))
                        .isEqualTo(known.add((low / 2 * 2 + i % 2) * 2 + i % 2));
            }
        }
    }
}
