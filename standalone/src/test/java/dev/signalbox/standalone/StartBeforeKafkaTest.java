package dev.signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaWait;
import dev.signalbox.standalone.broker.EmbeddedBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rooms that are started before there is a Kafka.
class StartBeforeKafkaTest {
    @TempDir private Path data;

    @Test
    void eachRoomSaysWhatItWaitsForAndIsReadyWhenKafkaIsThere() throws Exception {
        int port = Ports.free();
        Files.writeString(
                data.resolve("keys"), "k1:" + Base64.getEncoder().encodeToString(new byte[32]));
        var logged = new CopyOnWriteArrayList<String>();
        Handler capture = capture(logged);
        Logger logger = Logger.getLogger(KafkaWait.class.getName());
        logger.addHandler(capture);
        var starting = new ArrayList<CompletableFuture<RoomProcess>>();
        try {
            for (String room : List.of("ingest", "router", "notifier", "console")) {
                Settings settings =
                        Settings.forRoom(
                                Map.of(
                                        "SIGNALBOX_KAFKA",
                                        "127.0.0.1:" + port,
                                        "SIGNALBOX_HTTP",
                                        "127.0.0.1:0",
                                        "SIGNALBOX_REPLICATION",
                                        "1",
                                        "SIGNALBOX_DATA",
                                        data.resolve(room).toString(),
                                        "SIGNALBOX_SECRET_KEYS",
                                        data.resolve("keys").toString()));
                starting.add(
                        CompletableFuture.supplyAsync(() -> RoomProcess.start(room, settings)));
            }
            await().atMost(Duration.ofMinutes(1)).until(() -> logged.size() == starting.size());
            assertThat(logged).allMatch(line -> line.contains("the topics on 127.0.0.1:" + port));

            try (var broker = EmbeddedBroker.start(data.resolve("kafka"), "127.0.0.1", port)) {
                assertThat(broker.bootstrapServers()).endsWith(":" + port);
                for (var room : starting) {
                    assertThat(room.get(2, TimeUnit.MINUTES).readyLine()).contains("is ready on");
                }
                for (var room : starting) {
                    room.join().close();
                }
            }
        } finally {
            logger.removeHandler(capture);
        }
    }

    private static Handler capture(List<String> lines) {
        return new Handler() {
            @Override
            public void publish(LogRecord item) {
                lines.add(item.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }
}
