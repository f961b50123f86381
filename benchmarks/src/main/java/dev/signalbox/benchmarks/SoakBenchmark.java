package dev.signalbox.benchmarks;

import dev.signalbox.standalone.client.ApiClient;
import dev.signalbox.standalone.client.Metrics;
import dev.signalbox.standalone.command.Signalbox;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// The soak: a steady load on four rooms and a broker, each a process of its own, while one fault
/// after another happens to them; in the end the ledger is compared with what the target was sent,
/// with the usage and with the counters.
///
/// The faults, in turns: `kill -9` of each room and of the broker, a pause of each, a full disk
/// under the broker (on Linux as root, where a file system of its own can be mounted), and a clock
/// that is an hour ahead and jumps back in each room (where libfaketime is installed).
final class SoakBenchmark {
    private static final List<String> ROOMS = List.of("console", "router", "notifier", "ingest");
    private static final int EVENTS_PER_SECOND = 100;
    private static final Duration BETWEEN_FAULTS = Duration.ofSeconds(12);
    private static final Duration PAUSE = Duration.ofSeconds(15);
    private static final Duration FULL = Duration.ofSeconds(20);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final long DISK_BYTES = 3L << 30;
    private static final List<Path> FAKE_TIME =
            List.of(
                    Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"),
                    Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1"));

    private final Path folder;
    private final Duration length;
    private final Results results;
    private final Map<String, SoakProcess> processes = new HashMap<>();
    private final Map<String, Integer> ports = new HashMap<>();
    private final Map<String, Integer> faults = new HashMap<>();
    private final boolean hasDisk;

    SoakBenchmark(Path folder, Duration length, Results results) throws Exception {
        this.folder = folder;
        this.length = length;
        this.results = results;
        hasDisk = mount();
    }

    /// Runs it for its length and then until all has arrived.
    void run() throws Exception {
        Files.writeString(
                folder.resolve("secret-keys"),
                "k1:" + Base64.getEncoder().encodeToString(new byte[32]));
        try (var ledger = new SoakLedger(EVENTS_PER_SECOND)) {
            start("broker");
            for (String room : ROOMS) {
                start(room);
                await(room + " is ready", () -> isReady(room));
            }
            await("the rule is there", () -> hasRule(ledger.url()));
            ledger.send(address("ingest"));
            long end = System.nanoTime() + length.toNanos();
            for (int round = 0; System.nanoTime() < end; round++) {
                Thread.sleep(BETWEEN_FAULTS);
                fault(round);
                await("every room is ready again", this::isEveryRoomReady);
                System.err.printf(
                        Locale.ROOT,
                        "  %,d acknowledged, %,d delivered, faults: %s%n",
                        ledger.acknowledged(),
                        ledger.delivered(),
                        faults);
            }
            ledger.stopSending();
            settle(ledger);
            compareCounters(ledger);
            report(ledger);
        } finally {
            processes.values().forEach(SoakProcess::close);
            if (hasDisk) {
                shell("umount", disk().toString());
            }
        }
    }

    private Path disk() {
        return folder.resolve("disk");
    }

    private boolean mount() throws Exception {
        Files.createDirectories(disk());
        return shell(
                "mount", "-t", "tmpfs", "-o", "size=" + DISK_BYTES, "tmpfs", disk().toString());
    }

    private static boolean shell(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // there is no such command here
        }
    }

    private void start(String name) throws IOException {
        try (var socket = new ServerSocket(0)) {
            ports.put(name, socket.getLocalPort());
        }
        if (name.equals("broker")) {
            processes.put(
                    name,
                    SoakProcess.start(
                            name,
                            folder,
                            Map.of(),
                            SoakBroker.class.getName(),
                            disk().resolve("kafka").toString(),
                            ports.get(name).toString()));
        } else {
            processes.put(
                    name,
                    SoakProcess.start(
                            name, folder, environment(name), Signalbox.class.getName(), name));
        }
    }

    private Map<String, String> environment(String room) {
        var environment = new HashMap<String, String>();
        environment.put("SIGNALBOX_KAFKA", "127.0.0.1:" + ports.get("broker"));
        environment.put("SIGNALBOX_HTTP", "127.0.0.1:" + ports.get(room));
        environment.put("SIGNALBOX_DATA", folder.resolve(room).toString());
        environment.put("SIGNALBOX_SECRET_KEYS", folder.resolve("secret-keys").toString());
        environment.put("SIGNALBOX_TARGET_NETWORKS", "127.0.0.0/8");
        environment.put("SIGNALBOX_PARTITIONS", "4");
        environment.put("SIGNALBOX_REPLICATION", "1");
        return environment;
    }

    private URI address(String room) {
        return URI.create("http://127.0.0.1:" + ports.get(room));
    }

    private void fault(int round) throws Exception {
        var all = new ArrayList<>(ROOMS);
        all.add("broker");
        SoakProcess victim = process(all.get(round % all.size()));
        switch (round / all.size() % 4) {
            case 0, 1 -> {
                count("kills of " + victim.name());
                victim.killAndStart();
            }
            case 2 -> {
                count("pauses of " + victim.name());
                victim.pause(PAUSE);
            }
            default -> {
                if (victim.name().equals("broker")) {
                    fillDisk(victim);
                } else {
                    jump(victim);
                }
            }
        }
    }

    private SoakProcess process(String name) {
        SoakProcess process = processes.get(name);
        if (process == null) {
            throw new IllegalStateException(name + " was not started");
        }
        return process;
    }

    private void count(String fault) {
        faults.merge(fault, 1, Integer::sum);
    }

    /// Fills the broker's disk, frees it, and starts the broker again if it ended.
    private void fillDisk(SoakProcess broker) throws Exception {
        if (!hasDisk) {
            return;
        }
        count("full disks");
        Path filler = disk().resolve("filler");
        try (var out = Files.newOutputStream(filler)) {
            var block = new byte[1 << 20];
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            // It is full.
        }
        Thread.sleep(FULL);
        Files.delete(filler);
        if (!broker.isAlive()) {
            broker.killAndStart();
        }
    }

    /// Starts a room with a clock an hour ahead, sets it back by two hours, and starts it again
    /// with the right one.
    private void jump(SoakProcess room) throws IOException, InterruptedException {
        Path library = FAKE_TIME.stream().filter(Files::exists).findFirst().orElse(null);
        if (library == null) {
            return;
        }
        count("clock jumps of " + room.name());
        Path clock = Files.writeString(folder.resolve("clock"), "+3600s\n");
        room.restart(
                Map.of(
                        "LD_PRELOAD",
                        library.toString(),
                        "FAKETIME_TIMESTAMP_FILE",
                        clock.toString(),
                        "FAKETIME_CACHE_DURATION",
                        "1",
                        "FAKETIME_DONT_FAKE_MONOTONIC",
                        "1"));
        await(room.name() + " is ready with another clock", () -> isReady(room.name()));
        Thread.sleep(PAUSE);
        Files.writeString(clock, "-3600s\n");
        Thread.sleep(PAUSE);
        room.restart(Map.of());
    }

    private boolean isEveryRoomReady() {
        return ROOMS.stream().allMatch(this::isReady);
    }

    private boolean isReady(String room) {
        try (var api = new ApiClient(address(room))) {
            return api.get("/health/ready").status() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    private boolean hasRule(URI target) {
        try (var api = new ApiClient(address("console"))) {
            return api.put(
                            "/api/buses/default/rules/soak",
                            """
                            {"pattern": {"source": ["soak"]},
                             "targets": [{"id": "hook", "type": "http", "url": "%s"}]}\
                            """
                                    .formatted(target))
                    .ok();
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void settle(SoakLedger ledger) throws InterruptedException {
        await("everything is delivered", () -> ledger.lost() == 0);
        await("the usage is complete", () -> usage() == ledger.delivered());
    }

    /// All rooms begin to count anew; then a minute of load, with a pause of the broker, which
    /// leaves events written and not acknowledged.
    private void compareCounters(SoakLedger ledger) throws Exception {
        for (String room : ROOMS) {
            process(room).restart(Map.of());
        }
        await("every room is ready after a restart", this::isEveryRoomReady);
        ledger.send(address("ingest"));
        Thread.sleep(BETWEEN_FAULTS);
        process("broker").pause(PAUSE);
        Thread.sleep(BETWEEN_FAULTS);
        ledger.stopSending();
        settle(ledger);
        Metrics ingest = metrics("ingest");
        Metrics router = metrics("router");
        Metrics notifier = metrics("notifier");
        figure(
                "received - accepted - rejected - refused",
                ingest.sum("signalbox_ingest_received_total")
                        - ingest.sum("signalbox_ingest_accepted_total")
                        - ingest.sum("signalbox_ingest_rejected_total")
                        - ingest.sum("signalbox_ingest_refused_total"));
        figure(
                "accepted + unanswered - duplicates - routed",
                ingest.sum("signalbox_ingest_accepted_total")
                        + ingest.sum("signalbox_ingest_unanswered_total")
                        - router.sum("signalbox_router_duplicates_total")
                        - router.sum("signalbox_router_routed_total"));
        figure(
                "matched - delivered by the notifier",
                router.sum("signalbox_router_matched_total")
                        - notifier.sum("signalbox_notifier_delivered_total"));
    }

    private void figure(String what, long value) {
        results.figure("soak: " + what, (double) value);
    }

    private Metrics metrics(String room) throws IOException, InterruptedException {
        try (var api = new ApiClient(address(room))) {
            return Metrics.parse(api.get("/metrics").body());
        }
    }

    private long usage() {
        try (var api = new ApiClient(address("console"))) {
            return api.get("/api/usage")
                    .json()
                    .path("accounts")
                    .path(0)
                    .path("delivered")
                    .asLong(-1);
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > LONGEST.toNanos()) {
                throw new IllegalStateException(
                        "waited %s in vain until %s".formatted(LONGEST, what));
            }
            Thread.sleep(Duration.ofMillis(200));
        }
    }

    private void report(SoakLedger ledger) {
        figure("events acknowledged", ledger.acknowledged());
        figure("of these lost", ledger.lost());
        figure("events delivered under another id too", ledger.otherIds());
        figure("usage - distinct deliveries", usage() - ledger.delivered());
        figure("deliveries repeated under their id", ledger.repeated());
        figure("sends that were not acknowledged", ledger.unanswered());
        results.note(
                "Soak of %d minutes at %d events/s, with: %s."
                        .formatted(length.toMinutes(), EVENTS_PER_SECOND, faults));
    }
}
