package dev.signalbox.benchmarks.soak;

import dev.signalbox.standalone.client.ApiClient;
import dev.signalbox.standalone.client.Metrics;
import dev.signalbox.standalone.command.Signalbox;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// The processes of the soak: a broker and one of each room, and the calls to their doors.
final class SoakProcesses implements AutoCloseable {
    /// The rooms, in the order in which they are started.
    static final List<String> ROOMS = List.of("console", "router", "notifier", "ingest");

    /// The broker's name among the processes.
    static final String BROKER = "broker";

    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Path folder;
    private final Path brokerFolder;
    private final Map<String, SoakProcess> processes = new HashMap<>();
    private final Map<String, Integer> ports = new HashMap<>();

    /// @param folder for logs and for what rooms keep
    /// @param brokerFolder for what the broker keeps
    SoakProcesses(Path folder, Path brokerFolder) {
        this.folder = folder;
        this.brokerFolder = brokerFolder;
    }

    /// Starts all, one after another; returns when each is ready.
    void start() throws IOException, InterruptedException {
        Files.writeString(keys(), "k1:" + Base64.getEncoder().encodeToString(new byte[32]));
        start(BROKER, Map.of(), SoakBroker.class, brokerFolder.toString(), port(BROKER));
        for (String room : ROOMS) {
            String port = port(room);
            start(room, environment(room, port), Signalbox.class, room);
            await(room + " is ready", () -> isReady(room));
        }
    }

    private Path keys() {
        return folder.resolve("secret-keys");
    }

    private String port(String name) throws IOException {
        try (var socket = new ServerSocket(0)) {
            ports.put(name, socket.getLocalPort());
        }
        return ports.get(name).toString();
    }

    private void start(
            String name, Map<String, String> environment, Class<?> main, String... arguments)
            throws IOException {
        processes.put(name, SoakProcess.start(name, folder, environment, main, arguments));
    }

    private Map<String, String> environment(String room, String port) {
        return Map.of(
                "SIGNALBOX_KAFKA",
                "127.0.0.1:" + ports.get(BROKER),
                "SIGNALBOX_HTTP",
                "127.0.0.1:" + port,
                "SIGNALBOX_DATA",
                folder.resolve(room).toString(),
                "SIGNALBOX_SECRET_KEYS",
                keys().toString(),
                "SIGNALBOX_TARGET_NETWORKS",
                "127.0.0.0/8",
                "SIGNALBOX_PARTITIONS",
                "4",
                "SIGNALBOX_REPLICATION",
                "1");
    }

    /// A process by the name of its room, or the broker.
    SoakProcess process(String name) {
        SoakProcess process = processes.get(name);
        if (process == null) {
            throw new IllegalStateException(name + " was not started");
        }
        return process;
    }

    /// The address of a room's door.
    URI address(String room) {
        return URI.create("http://127.0.0.1:" + ports.get(room));
    }

    /// Whether every room says that it is ready.
    boolean isEveryRoomReady() {
        return ROOMS.stream().allMatch(this::isReady);
    }

    /// Whether a room says that it is ready.
    boolean isReady(String room) {
        return answered(room, api -> api.get("/health/ready").status() == 200, false);
    }

    /// Stores the rule that sends every event of the soak to a target.
    ///
    /// @return whether the console took it
    boolean hasRule(URI target) {
        String rule =
                """
                {"pattern": {"source": ["soak"]},
                 "targets": [{"id": "hook", "type": "http", "url": "%s"}]}\
                """
                        .formatted(target);
        return answered(
                "console", api -> api.put("/api/buses/default/rules/soak", rule).ok(), false);
    }

    /// How many deliveries the console has counted; -1 while it does not say.
    long usage() {
        return answered(
                "console",
                api ->
                        api.get("/api/usage")
                                .json()
                                .path("accounts")
                                .path(0)
                                .path("delivered")
                                .asLong(-1),
                -1L);
    }

    /// The counters of a room since its start.
    Metrics metrics(String room) throws IOException, InterruptedException {
        try (var api = new ApiClient(address(room))) {
            return Metrics.parse(api.get("/metrics").body());
        }
    }

    private interface Question<T> {
        T ask(ApiClient api) throws IOException, InterruptedException;
    }

    private <T> T answered(String room, Question<T> question, T unanswered) {
        try (var api = new ApiClient(address(room))) {
            return question.ask(api);
        } catch (IOException e) {
            return unanswered;
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// Waits for a condition, for five minutes at most.
    ///
    /// @param what the condition in words
    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > LONGEST.toNanos()) {
                throw new IllegalStateException(
                        "waited %s in vain until %s".formatted(LONGEST, what));
            }
            Thread.sleep(Duration.ofMillis(200));
        }
    }

    @Override
    public void close() {
        processes.values().forEach(SoakProcess::close);
    }
}
