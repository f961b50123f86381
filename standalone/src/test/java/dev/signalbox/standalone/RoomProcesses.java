package dev.signalbox.standalone;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// The four rooms as processes, each on a port that it keeps.
final class RoomProcesses implements AutoCloseable {
    private final Path data;
    private final String kafka;
    private final Map<String, Integer> ports = new HashMap<>();
    private final Map<String, SignalboxProcess> processes = new HashMap<>();

    /// @param data where each has a folder
    /// @param kafka the bootstrap servers
    RoomProcesses(Path data, String kafka) throws IOException {
        this.data = data;
        this.kafka = kafka;
        Files.writeString(
                data.resolve("secret-keys"),
                "k1:" + Base64.getEncoder().encodeToString(new byte[32]));
    }

    /// The settings of every process under test.
    static Map<String, String> settings() {
        var settings = new HashMap<String, String>();
        settings.put("SIGNALBOX_TARGET_NETWORKS", "127.0.0.0/8");
        settings.put("SIGNALBOX_BACKOFF_RETRY", "PT0.3S/PT0.6S");
        return settings;
    }

    void start(String room) {
        Map<String, String> settings = settings();
        settings.put(
                "SIGNALBOX_HTTP",
                "127.0.0.1:" + ports.computeIfAbsent(room, ignored -> Ports.free()));
        settings.put("SIGNALBOX_KAFKA", kafka);
        settings.put("SIGNALBOX_DATA", data.resolve(room).toString());
        settings.put("SIGNALBOX_SECRET_KEYS", data.resolve("secret-keys").toString());
        settings.put("SIGNALBOX_PARTITIONS", "4");
        settings.put("SIGNALBOX_REPLICATION", "1");
        processes.put(room, SignalboxProcess.start(room, settings));
    }

    URI address(String room) {
        return Objects.requireNonNull(processes.get(room)).address();
    }

    void kill(String room) {
        Objects.requireNonNull(processes.get(room)).kill();
    }

    /// Ends a room in good order.
    void stop(String room) {
        SignalboxProcess process = Objects.requireNonNull(processes.get(room));
        if (!process.stop(Duration.ofSeconds(20))) {
            throw new IllegalStateException("the " + room + " did not end in time");
        }
    }

    @Override
    public void close() {
        processes.values().forEach(SignalboxProcess::close);
    }
}
