package dev.signalbox.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/// A hash table of 128-bit hashes with open addressing, that doubles when it is two thirds full.
///
/// A hash's place follows from its highest bits, so that doubling reads the old table and writes
/// the new one from the beginning to the end: that matters on a disk. A slot of zeros is free; the
/// hash of zeros is kept as another one.
///
/// Not for several threads.
final class IdTable implements AutoCloseable {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final int SLOT = 2 * Long.BYTES;
    private static final int SMALLEST_BITS = 10;
    private static final int LARGEST_BITS_IN_MEMORY = 20;

    private final Path folder;
    private int bits = SMALLEST_BITS;
    private Arena arena = Arena.ofShared();
    private MemorySegment slots = inMemory(SMALLEST_BITS);
    private long size;

    /// @param folder where the file of a large table is made
    IdTable(Path folder) {
        this.folder = folder;
    }

    private static MemorySegment inMemory(int bits) {
        return MemorySegment.ofArray(new long[2 << bits]);
    }

    long size() {
        return size;
    }

    boolean contains(long high, long low) {
        long slot = find(slots, bits, high, nonZero(high, low));
        return !isFree(slots, slot);
    }

    /// Adds a hash.
    ///
    /// @return whether it was not there
    boolean add(long high, long low) {
        long marked = nonZero(high, low);
        long slot = find(slots, bits, high, marked);
        if (!isFree(slots, slot)) {
            return false;
        }
        put(slots, slot, high, marked);
        size++;
        if (3 * size > 2L << bits) {
            grow();
        }
        return true;
    }

    private static long nonZero(long high, long low) {
        return high == 0 && low == 0 ? 1 : low;
    }

    /// The slot that holds the hash, or the free one that it belongs in.
    private static long find(MemorySegment slots, int bits, long high, long low) {
        long mask = (1L << bits) - 1;
        long slot = high >>> (Long.SIZE - bits);
        while (!isFree(slots, slot)
                && (slots.get(LONG, slot * SLOT) != high
                        || slots.get(LONG, slot * SLOT + Long.BYTES) != low)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private static boolean isFree(MemorySegment slots, long slot) {
        return slots.get(LONG, slot * SLOT) == 0 && slots.get(LONG, slot * SLOT + Long.BYTES) == 0;
    }

    private static void put(MemorySegment slots, long slot, long high, long low) {
        slots.set(LONG, slot * SLOT, high);
        slots.set(LONG, slot * SLOT + Long.BYTES, low);
    }

    private void grow() {
        int wider = bits + 1;
        Arena next = Arena.ofShared();
        MemorySegment larger =
                wider <= LARGEST_BITS_IN_MEMORY ? inMemory(wider) : onDisk(wider, next);
        for (long slot = 0; slot < 1L << bits; slot++) {
            if (!isFree(slots, slot)) {
                long high = slots.get(LONG, slot * SLOT);
                long low = slots.get(LONG, slot * SLOT + Long.BYTES);
                put(larger, find(larger, wider, high, low), high, low);
            }
        }
        arena.close();
        arena = next;
        slots = larger;
        bits = wider;
    }

    private MemorySegment onDisk(int bits, Arena arena) {
        long bytes = (long) SLOT << bits;
        try {
            Files.createDirectories(folder);
            if (Files.getFileStore(folder).getUsableSpace() < 2 * bytes) {
                throw new IllegalStateException(
                        "the disk has no room to remember so many events; choose a shorter period");
            }
            Path file = folder.resolve("ids-" + UUID.randomUUID() + ".tmp");
            try (FileChannel channel =
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.SPARSE,
                            StandardOpenOption.DELETE_ON_CLOSE)) {
                return channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes, arena);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
