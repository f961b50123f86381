package dev.signalbox.contract.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A watch over the free space of the folders that this process writes to. While one of them has
/// less than it needs, no events are taken in: a Kafka whose disk is full ends its process, and
/// what was accepted before still has to be routed and delivered.
///
/// A thread looks once a second; everything else may be called by any thread.
public final class DiskWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DiskWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final long MEGABYTE = 1L << 20;

    /// A start needs this part of the space, and the shortage ends with so much more than it: what
    /// is written and deleted all the time is not to begin and end it again and again.
    private static final int PART = 8;

    private final long neededBytes;
    private final FreeSpace freeSpace;
    private final Map<Path, Long> freeBytes = new ConcurrentHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable String shortage;

    /// Reads how many bytes can still be written in a folder.
    @FunctionalInterface
    interface FreeSpace {
        long bytes(Path folder) throws IOException;
    }

    /// @param neededBytes how much has to be free in each folder; 0 for any
    DiskWatch(long neededBytes, FreeSpace freeSpace) {
        this.neededBytes = neededBytes;
        this.freeSpace = freeSpace;
    }

    /// A watch that looks at no folder yet.
    ///
    /// @param neededMegabytes how much has to be free in each folder; 0 for any
    public static DiskWatch start(int neededMegabytes) {
        var watch =
                new DiskWatch(
                        neededMegabytes * MEGABYTE,
                        folder -> Files.getFileStore(folder).getUsableSpace());
        Thread.ofPlatform().daemon().name("signalbox-disk").start(watch::watch);
        return watch;
    }

    /// A watch that finds nothing short.
    public static DiskWatch none() {
        return new DiskWatch(0, folder -> Long.MAX_VALUE);
    }

    /// A watch that reads the free megabytes of every folder from somewhere else, when it is told
    /// to [#look].
    public static DiskWatch of(int neededMegabytes, LongSupplier freeMegabytes) {
        return new DiskWatch(
                neededMegabytes * MEGABYTE, folder -> freeMegabytes.getAsLong() * MEGABYTE);
    }

    /// Looks at a folder too from now on, which is there.
    ///
    /// @throws IllegalStateException when there is not even room for a start
    public void add(Path folder) {
        long free = free(folder);
        if (free < neededBytes / PART) {
            throw new IllegalStateException(
                    "The disk of %s is full: %,d MB are free, and a start needs %,d MB; delete what is not needed there, or give it more room (setting SIGNALBOX_MIN_FREE_MB)"
                            .formatted(folder, free / MEGABYTE, neededBytes / PART / MEGABYTE));
        }
        freeBytes.put(folder, free);
        look();
    }

    private long free(Path folder) {
        try {
            return freeSpace.bytes(folder);
        } catch (IOException e) {
            // Not known; that the folder is gone is noticed by whoever writes there.
            return freeBytes.getOrDefault(folder, Long.MAX_VALUE);
        }
    }

    private void watch() {
        try {
            while (!closing.await(EVERY.toNanos(), TimeUnit.NANOSECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Looks once.
    public synchronized void look() {
        freeBytes.replaceAll((folder, before) -> free(folder));
        var fullest = freeBytes.entrySet().stream().min(Map.Entry.comparingByValue()).orElse(null);
        if (fullest == null) {
            return;
        }
        long free = fullest.getValue();
        boolean wasShort = shortage != null;
        boolean isShort = free < (wasShort ? neededBytes + neededBytes / PART : neededBytes);
        shortage =
                isShort
                        ? "the disk of the data folder is nearly full: %,d MB are free, and new events need %,d MB (setting SIGNALBOX_MIN_FREE_MB)"
                                .formatted(free / MEGABYTE, neededBytes / MEGABYTE)
                        : null;
        if (isShort != wasShort) {
            (isShort ? LOG.atWarn() : LOG.atInfo())
                    .addKeyValue("folder", fullest.getKey())
                    .addKeyValue("freeMB", free / MEGABYTE)
                    .addKeyValue("neededMB", neededBytes / MEGABYTE)
                    .log(
                            isShort
                                    ? "the disk is nearly full; new events are refused until there is room"
                                    : "there is room on the disk again");
        }
    }

    /// The reason why no events are taken in, in words; null while there is room.
    public @Nullable String shortage() {
        return shortage;
    }

    /// The same for the list of what keeps a room from being ready.
    public List<String> missing() {
        String reason = shortage;
        return reason == null ? List.of() : List.of(reason);
    }

    /// The bytes that are free, by the name of the folder.
    public Map<String, Long> freeBytes() {
        var byName = new TreeMap<String, Long>();
        freeBytes.forEach((folder, free) -> byName.put(folder.getFileName().toString(), free));
        return byName;
    }

    /// Looks no more.
    @Override
    public void close() {
        closing.countDown();
    }
}
