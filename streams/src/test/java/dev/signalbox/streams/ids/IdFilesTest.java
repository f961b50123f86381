package dev.signalbox.streams.ids;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
}
