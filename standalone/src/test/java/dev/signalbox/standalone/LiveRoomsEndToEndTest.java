package dev.signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.standalone.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a viewer sees of rooms that run apart, when one dies and when one ends in good order.
@Timeout(240)
class LiveRoomsEndToEndTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir private Path data;

    @Test
    void aRoomThatDiesIsSilentAndOneThatEndsInGoodOrderIsGone() throws Exception {
        try (var broker = EmbeddedBroker.start(data.resolve("kafka"), "127.0.0.1", 0);
                var rooms = new RoomProcesses(data, broker.bootstrapServers())) {
            rooms.start("console");
            rooms.start("ingest");
            try (var viewer = LiveViewer.of(rooms.address("console"), "")) {
                await().atMost(PATIENCE)
                        .untilAsserted(() ->
                                assertThat(ready(viewer)).containsExactly("console", "ingest"));
                assertThat(silent(viewer)).isEmpty();

                rooms.kill("ingest");
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(silent(viewer)).containsExactly("ingest"));
                assertThat(ready(viewer)).containsExactly("console");

                rooms.start("ingest");
                await().atMost(PATIENCE)
                        .untilAsserted(() ->
                                assertThat(ready(viewer)).containsExactly("console", "ingest"));
                assertThat(silent(viewer)).isEmpty();

                rooms.stop("ingest");
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(viewer.newest().path("rooms")).hasSize(1));
                assertThat(silent(viewer)).isEmpty();
            }
        }
    }

    private static List<String> ready(LiveViewer viewer) {
        return StreamSupport.stream(viewer.newest().path("rooms").spliterator(), false)
                .filter(room -> room.path("ready").asBoolean())
                .map(room -> room.path("room").asText())
                .sorted()
                .toList();
    }

    private static List<String> silent(LiveViewer viewer) {
        return StreamSupport.stream(viewer.newest().path("needs").spliterator(), false)
                .filter(need -> need.path("kind").asText().equals("roomSilent"))
                .map(need -> need.path("room").asText())
                .toList();
    }
}
