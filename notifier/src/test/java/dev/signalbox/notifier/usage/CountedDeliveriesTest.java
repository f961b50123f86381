package dev.signalbox.notifier.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.streams.ids.IdStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CountedDeliveriesTest {
    private static final long BUCKET = Duration.ofHours(84).toMillis();
    private static final long NOW = 1_000 * BUCKET + Duration.ofHours(3).toMillis();
    private static final byte DELIVERED = 1;
    private static final byte DEAD = 2;

    @TempDir Path folder;
    private IdStore store;

    @BeforeEach
    void open() {
        var context =
                new MockProcessorContext<>(new Properties(), new TaskId(0, 0), folder.toFile());
        store = CountedDeliveries.store("counted").withLoggingDisabled().build();
        store.init(context.getStateStoreContext(), store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static String id(int number) {
        return "dlv_%022d".formatted(number);
    }

    @Test
    void aDeliveryIsCountedOnceAsDeliveredAndOnceAsDead() {
        var counted = new CountedDeliveries(store, Duration.ZERO);

        assertThat(counted.add(id(1), DEAD, DEAD, NOW, NOW)).isTrue();
        assertThat(counted.add(id(1), DEAD, DEAD, NOW, NOW)).isFalse();
        assertThat(counted.add(id(1), DELIVERED, DELIVERED, NOW, NOW)).isTrue();
        assertThat(counted.add(id(1), DELIVERED, DELIVERED, NOW, NOW)).isFalse();
        assertThat(counted.add(id(1), DEAD, DEAD, NOW, NOW)).isFalse();
        assertThat(counted.add(id(2), DEAD, DEAD, NOW, NOW)).isTrue();
    }

    @Test
    void aDeliveryIsKnownAcrossBuckets() {
        var counted = new CountedDeliveries(store, Duration.ZERO);
        counted.add(id(1), DELIVERED, DELIVERED, NOW, NOW);

        assertThat(counted.add(id(1), DELIVERED, DELIVERED, NOW + BUCKET, NOW + BUCKET)).isFalse();
        assertThat(counted.add(id(1), DELIVERED, DELIVERED, NOW + 2 * BUCKET, NOW + 2 * BUCKET))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 60})
    void whatWasCountedBeforeAStartIsKnownWhileAndAfterTheFiltersFill(int patience) {
        int ids = 50_000;
        try (var before = new CountedDeliveries(store, Duration.ZERO)) {
            for (int i = 0; i < ids; i++) {
                before.add(id(i), DELIVERED, DELIVERED, NOW, NOW);
            }
        }
        // What a commit took goes to disk with the next one.
        store.flushCache();
        store.flushCache();

        try (var after = new CountedDeliveries(store, Duration.ofSeconds(patience))) {
            for (int i = 0; i < ids; i += 7) {
                assertThat(after.add(id(i), DELIVERED, DELIVERED, NOW, NOW)).isFalse();
            }
            for (int step = 0; step < 4; step++) {
                after.load();
            }
            for (int i = 0; i < ids; i += 7) {
                assertThat(after.add(id(i), DELIVERED, DELIVERED, NOW, NOW)).isFalse();
            }
            assertThat(after.add(id(ids), DELIVERED, DELIVERED, NOW, NOW)).isTrue();
        }
    }
}
