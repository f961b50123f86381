package dev.signalbox.benchmarks.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The faults of the soak, in turns: `kill -9` of each room and of the broker, a pause of each, a
/// full disk under the broker (on Linux as root, where a file system of its own can be mounted),
/// and a clock that is an hour ahead and jumps back in each room (where libfaketime is installed).
///
/// How long a fault lasts is part of the soak's timetable, for which its thread sleeps.
final class SoakFaults implements AutoCloseable {
    /// How long a process is paused, and how long its clock is wrong each way.
    static final Duration PAUSE = Duration.ofSeconds(15);

    private static final Duration FULL = Duration.ofSeconds(20);
    private static final long DISK_BYTES = 3L << 30;
    private static final List<Path> FAKE_TIME =
            List.of(
                    Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"),
                    Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1"));

    private final Path folder;
    private final boolean hasDisk;
    private final Map<String, Integer> counts = new HashMap<>();

    /// Makes the broker's disk.
    SoakFaults(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        Files.createDirectories(disk());
        hasDisk =
                shell(
                        "mount",
                        "-t",
                        "tmpfs",
                        "-o",
                        "size=" + DISK_BYTES,
                        "tmpfs",
                        disk().toString());
    }

    /// The folder of the broker's disk; a plain folder where none could be mounted.
    Path disk() {
        return folder.resolve("disk");
    }

    /// How often each fault happened.
    Map<String, Integer> counts() {
        return counts;
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

    /// Makes the fault of a round.
    void make(int round, SoakProcesses processes) throws IOException, InterruptedException {
        var all = new ArrayList<>(SoakProcesses.ROOMS);
        all.add(SoakProcesses.BROKER);
        SoakProcess victim = processes.process(all.get(round % all.size()));
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
                if (victim.name().equals(SoakProcesses.BROKER)) {
                    fillDisk(victim);
                } else {
                    jump(victim, processes);
                }
            }
        }
    }

    private void count(String fault) {
        counts.merge(fault, 1, Integer::sum);
    }

    /// Fills the broker's disk, frees it, and starts the broker again if it ended.
    private void fillDisk(SoakProcess broker) throws IOException, InterruptedException {
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
    private void jump(SoakProcess room, SoakProcesses processes)
            throws IOException, InterruptedException {
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
        SoakProcesses.await(
                room.name() + " is ready with another clock", () -> processes.isReady(room.name()));
        Thread.sleep(PAUSE);
        Files.writeString(clock, "-3600s\n");
        Thread.sleep(PAUSE);
        room.restart(Map.of());
    }

    /// Removes the broker's disk.
    @Override
    public void close() {
        if (hasDisk) {
            try {
                shell("umount", disk().toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
