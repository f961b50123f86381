package dev.signalbox.contract.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DiskWatchTest {
    private static final Path KAFKA = Path.of("/data/kafka");
    private static final Path ROUTER = Path.of("/data/router");

    private final Map<Path, Long> megabytes = new HashMap<>(Map.of(KAFKA, 900L, ROUTER, 800L));
    private final DiskWatch watch = new DiskWatch(512L << 20, this::bytes);

    private long bytes(Path folder) throws IOException {
        Long free = megabytes.get(folder);
        if (free == null) {
            throw new IOException("gone");
        }
        return free << 20;
    }

    private void free(Path folder, long its) {
        megabytes.put(folder, its);
        watch.look();
    }

    @Test
    void aShortageBeginsBelowWhatIsNeededAndEndsAnEighthAboveIt() {
        watch.add(KAFKA);
        free(KAFKA, 512);
        assertThat(watch.shortage()).isNull();

        free(KAFKA, 511);
        assertThat(watch.shortage())
                .isEqualTo(
                        "the disk of the data folder is nearly full: 511 MB are free, and new events need 512 MB (setting SIGNALBOX_MIN_FREE_MB)");
        assertThat(watch.missing()).containsExactly(watch.shortage());

        free(KAFKA, 575);
        assertThat(watch.shortage()).isNotNull();

        free(KAFKA, 576);
        assertThat(watch.shortage()).isNull();
        assertThat(watch.missing()).isEmpty();
    }

    @Test
    void theFullestDiskDecides() {
        watch.add(KAFKA);
        watch.add(ROUTER);
        free(ROUTER, 100);
        assertThat(watch.shortage()).contains("100 MB are free");
        assertThat(watch.freeBytes()).containsEntry("kafka", 900L << 20).containsKey("router");
    }

    @Test
    void aStartOnAFullDiskIsRefusedInWords() {
        megabytes.put(KAFKA, 63L);
        assertThatThrownBy(() -> watch.add(KAFKA))
                .hasMessage(
                        "The disk of /data/kafka is full: 63 MB are free, and a start needs 64 MB; delete what is not needed there, or give it more room (setting SIGNALBOX_MIN_FREE_MB)");
        megabytes.put(KAFKA, 64L);
        watch.add(KAFKA);
        assertThat(watch.shortage()).isNotNull();
    }

    @Test
    void whatCannotBeReadIsAsItWas() {
        watch.add(KAFKA);
        free(KAFKA, 10);
        megabytes.remove(KAFKA);
        watch.look();
        assertThat(watch.shortage()).contains("10 MB are free");
    }

    @Test
    void nothingIsShortWhereNothingIsNeeded() {
        var any = new DiskWatch(0, folder -> 0);
        any.add(KAFKA);
        assertThat(any.shortage()).isNull();
    }
}
