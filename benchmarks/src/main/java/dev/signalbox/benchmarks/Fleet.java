package dev.signalbox.benchmarks;

import dev.signalbox.standalone.broker.EmbeddedBroker;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/// Two processes of each room, on a broker in this process.
final class Fleet implements AutoCloseable {
    /// The rooms, in the order of an event's path.
    static final List<String> ROOMS = List.of("ingest", "router", "notifier", "console");

    /// How many processes each room has.
    static final int OF_EACH = 2;

    private final Path folder;
    private final EmbeddedBroker broker;
    private final Map<String, Subject> running = new ConcurrentHashMap<>();

    private Fleet(Path folder) throws IOException {
        this.folder = folder;
        byte[] key = new byte[32];
        Files.writeString(keys(), "k1:" + Base64.getEncoder().encodeToString(key));
        keys().toFile().setReadable(false, false);
        keys().toFile().setReadable(true, true);
        broker = EmbeddedBroker.start(folder.resolve("kafka"), "127.0.0.1", 0);
    }

    static Fleet start(Path folder) throws IOException {
        var fleet = new Fleet(folder);
        try {
            for (String room : ROOMS) {
                for (int number = 0; number < OF_EACH; number++) {
                    fleet.start(room, number);
                }
            }
            return fleet;
        } catch (IOException | RuntimeException e) {
            fleet.close();
            throw e;
        }
    }

    private Path keys() {
        return folder.resolve("secret-keys");
    }

    private static String name(String room, int number) {
        return room + "-" + number;
    }

    /// Starts a process of a room in the folder that it had before.
    void start(String room, int number) throws IOException {
        var settings = new HashMap<String, String>();
        settings.put("SIGNALBOX_KAFKA", broker.bootstrapServers());
        settings.put("SIGNALBOX_REPLICATION", "1");
        settings.put("SIGNALBOX_SECRET_KEYS", keys().toString());
        String name = name(room, number);
        running.put(name, Subject.room(room, folder.resolve(name), settings));
    }

    private Subject process(String room, int number) {
        return Objects.requireNonNull(running.get(name(room, number)), "it was never started");
    }

    /// Where a process is reached that is running, or was last.
    URI address(String room, int number) {
        return process(room, number).address();
    }

    /// Stops a process of a room, as Ctrl-C does; returns when it has ended.
    void stop(String room, int number) {
        process(room, number).close();
    }

    /// Ends a process of a room, as `kill -9` does.
    void kill(String room, int number) throws InterruptedException {
        process(room, number).kill();
    }

    @Override
    public void close() {
        running.values().forEach(Subject::close);
        broker.close();
    }
}
