package dev.signalbox.streams.ids;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.RocksIterator;

class IdFilesTest {
    private static final TopicPartition CHANGELOG = new TopicPartition("changelog", 3);
    private static final IdHash ID = new IdHash(-1, 2);
    private static final byte[] VALUE = {1, 2, 3};

    @TempDir private Path folder;

    @Test
    void whatWasPutIsFoundInItsBucketAfterItIsOpenedAgain() {
        try (var files = new IdFiles(folder)) {
            files.put(1_000, Map.of(ID, VALUE));
            assertThat(files.get(1_000, ID)).isEqualTo(VALUE);
        }

        try (var files = new IdFiles(folder)) {
            assertThat(files.buckets()).containsExactly(1_000L);
            assertThat(files.get(1_000, ID)).isEqualTo(VALUE);
            assertThat(files.get(1_000, new IdHash(2, -1))).isNull();
            assertThat(files.get(2_000, ID)).isNull();
            try (var ids = requireNonNull(files.ids(1_000))) {
                assertThat(ids.key()).isEqualTo(ID.toBytes());
                ids.next();
                assertThat(ids.isValid()).isFalse();
            }
        }
    }

    @Test
    void aRemovedBucketIsGoneForGood() {
        try (var files = new IdFiles(folder)) {
            files.put(1_000, Map.of(ID, VALUE));
            files.put(2_000, Map.of(ID, VALUE));
            files.remove(1_000);
            files.remove(1_000);
            assertThat(files.get(1_000, ID)).isNull();
        }

        try (var files = new IdFiles(folder)) {
            assertThat(files.buckets()).containsExactly(2_000L);
            files.put(1_000, Map.of());
            assertThat(files.get(1_000, ID)).isNull();
        }
    }

    @Test
    void howFarTheChangelogIsInIsKeptUntilItIsForgotten() {
        try (var files = new IdFiles(folder)) {
            assertThat(files.committed(CHANGELOG)).isNull();
            files.commit(CHANGELOG, 42L);
        }

        try (var files = new IdFiles(folder)) {
            assertThat(files.committed(CHANGELOG)).isEqualTo(42);
            files.commit(CHANGELOG, null);
            assertThat(files.committed(CHANGELOG)).isNull();

            files.commit(CHANGELOG, 43L);
            files.forgetCommitted();
            assertThat(files.committed(CHANGELOG)).isNull();
        }
    }

    /// Whatever byte of whatever file is wrong, what is read is right or nothing.
    @ParameterizedTest
    @ValueSource(strings = {"CURRENT", "MANIFEST", ".sst"})
    void spoiledFilesAreDroppedAndNeverGiveAWrongAnswer(String part) throws Exception {
        var random = new Random(7);
        for (int round = 0; round < 12; round++) {
            Path store = folder.resolve(part + round);
            try (var files = new IdFiles(store)) {
                files.put(1_000, Map.of(ID, VALUE));
                files.commit(CHANGELOG, 42L);
            }
            spoil(store, part, random, round % 4 == 0);

            try (var files = new IdFiles(store)) {
                readOrFail(files);
            } catch (ProcessorStateException e) {
                // Met while reading: dropped as it was closed.
            }
            try (var files = new IdFiles(store)) {
                readOrFail(files);
                files.put(1_000, Map.of(ID, VALUE));
                files.commit(CHANGELOG, 43L);
            }
            try (var files = new IdFiles(store)) {
                assertThat(files.get(1_000, ID)).isEqualTo(VALUE);
                assertThat(files.committed(CHANGELOG)).isEqualTo(43L);
            }
        }
    }

    private static void readOrFail(IdFiles files) {
        Long committed = files.committed(CHANGELOG);
        assertThat(committed).isIn(null, 42L);
        byte[] value = files.get(1_000, ID);
        if (committed == null) {
            assertThat(value).isIn(null, VALUE);
        } else {
            assertThat(value).isEqualTo(VALUE);
        }
        RocksIterator all = files.ids(1_000);
        if (all == null) {
            return;
        }
        try (all) {
            if (all.isValid()) {
                assertThat(all.key()).isEqualTo(ID.toBytes());
            } else {
                files.requireWhole(all);
                assertThat(committed).isNull();
            }
        }
    }

    private static void spoil(Path store, String part, Random random, boolean cut)
            throws IOException {
        List<Path> chosen;
        try (var all = Files.list(store)) {
            chosen = all.filter(file -> file.getFileName().toString().contains(part)).toList();
        }
        assertThat(chosen).isNotEmpty();
        for (Path file : chosen) {
            byte[] bytes = Files.readAllBytes(file);
            if (cut) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            } else {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(file, bytes);
        }
    }
}
