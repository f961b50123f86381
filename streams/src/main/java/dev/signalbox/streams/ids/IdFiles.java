package dev.signalbox.streams.ids;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.streams.store.StoreFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactionStyle;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// Ids on disk: a RocksDB with a column family for each bucket of time, so that an expired bucket
/// goes as a whole, and one for how far the changelog is in.
///
/// Nothing is written twice: there is no log of writes, the changelog is one. After a crash all
/// column families are as of the same earlier moment, and what came after it is read from the
/// changelog again.
///
/// All such stores of the process share one budget of memory outside the heap: 64 MB for blocks,
/// indexes and filters, of which 32 MB for entries that are not on disk yet.
///
/// Files that are spoiled are dropped, and then the changelog is read from its beginning. What the
/// files hold has checksums, and reading what does not fit them fails.
///
/// Errors of the disk are [ProcessorStateException]s. Used by one thread.
final class IdFiles implements AutoCloseable {
    private static final RocksDbMemory MEMORY = new RocksDbMemory(64L << 20, 32L << 20);

    private final DBOptions options =
            new DBOptions()
                    .setCreateIfMissing(true)
                    .setAtomicFlush(true)
                    .setInfoLogLevel(InfoLogLevel.ERROR_LEVEL)
                    .setKeepLogFileNum(1);
    private final ColumnFamilyOptions table =
            new ColumnFamilyOptions()
                    .setTableFormatConfig(MEMORY.limitTables(new BlockBasedTableConfig()))
                    .setCompactionStyle(CompactionStyle.UNIVERSAL)
                    // Hashes cannot be compressed.
                    .setCompressionType(CompressionType.NO_COMPRESSION);
    private final WriteOptions unlogged = new WriteOptions().setDisableWAL(true);
    private final Path folder;
    private final RocksDB db;
    private final ColumnFamilyHandle offsets;
    private final TreeMap<Long, ColumnFamilyHandle> buckets = new TreeMap<>();
    private @Nullable RocksDBException spoiled;

    /// Opens what is in a folder, which is made if need be.
    IdFiles(Path folder) {
        MEMORY.limitDatabase(options);
        MEMORY.limitEntries(table);
        this.folder = folder;
        Opened opened;
        try {
            try {
                opened = open();
            } catch (RocksDBException e) {
                if (!StoreFiles.areSpoiled(e)) {
                    throw e;
                }
                StoreFiles.drop(folder, e);
                opened = open();
            }
        } catch (RocksDBException e) {
            throw new ProcessorStateException(
                    "cannot open the state store %s: %s".formatted(folder, e.getMessage()), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        db = opened.db();
        offsets = opened.handles().getFirst();
        for (int i = 1; i < opened.handles().size(); i++) {
            String start = new String(opened.names().get(i), UTF_8);
            buckets.put(Long.parseLong(start), opened.handles().get(i));
        }
    }

    private record Opened(RocksDB db, List<byte[]> names, List<ColumnFamilyHandle> handles) {}

    private Opened open() throws RocksDBException, IOException {
        Files.createDirectories(folder);
        List<byte[]> names = names(folder);
        var families = new ArrayList<ColumnFamilyDescriptor>();
        names.forEach(name -> families.add(new ColumnFamilyDescriptor(name, table)));
        var handles = new ArrayList<ColumnFamilyHandle>();
        return new Opened(
                RocksDB.open(options, folder.toString(), families, handles), names, handles);
    }

    /// What a failed call throws. Files that turn out to be spoiled are dropped when they are
    /// closed: the thread that meets this ends, and the next one reads them anew.
    private ProcessorStateException failure(String what, RocksDBException e) {
        if (spoiled == null && StoreFiles.areSpoiled(e)) {
            spoiled = e;
        }
        return new ProcessorStateException(
                "%s in %s: %s".formatted(what, folder, e.getMessage()), e);
    }

    /// Checks that an iterator has ended at the end and not at a spoiled block.
    void requireWhole(RocksIterator ids) {
        try {
            ids.status();
        } catch (RocksDBException e) {
            throw failure("cannot read ids", e);
        }
    }

    private List<byte[]> names(Path folder) throws RocksDBException {
        try (var any = new Options(options, table)) {
            List<byte[]> names = RocksDB.listColumnFamilies(any, folder.toString());
            return names.isEmpty() ? List.of(RocksDB.DEFAULT_COLUMN_FAMILY) : names;
        }
    }

    /// The buckets that hold anything.
    Set<Long> buckets() {
        return Set.copyOf(buckets.keySet());
    }

    byte @Nullable [] get(long bucket, IdHash id) {
        ColumnFamilyHandle family = buckets.get(bucket);
        if (family == null) {
            return null;
        }
        try {
            return db.get(family, id.toBytes());
        } catch (RocksDBException e) {
            throw failure("cannot read ids", e);
        }
    }

    /// Writes ids of a bucket with their values.
    void put(long bucket, Map<IdHash, byte[]> ids) {
        try (var batch = new WriteBatch()) {
            ColumnFamilyHandle family = family(bucket);
            for (Map.Entry<IdHash, byte[]> entry : ids.entrySet()) {
                batch.put(family, entry.getKey().toBytes(), entry.getValue());
            }
            db.write(unlogged, batch);
        } catch (RocksDBException e) {
            throw failure("cannot write ids", e);
        }
    }

    private ColumnFamilyHandle family(long bucket) throws RocksDBException {
        ColumnFamilyHandle family = buckets.get(bucket);
        if (family == null) {
            byte[] name = Long.toString(bucket).getBytes(UTF_8);
            family = db.createColumnFamily(new ColumnFamilyDescriptor(name, table));
            buckets.put(bucket, family);
        }
        return family;
    }

    /// Removes a bucket with all that it holds.
    void remove(long bucket) {
        ColumnFamilyHandle family = buckets.remove(bucket);
        if (family == null) {
            return;
        }
        try (family) {
            db.dropColumnFamily(family);
        } catch (RocksDBException e) {
            throw failure("cannot remove what has expired", e);
        }
    }

    /// Removes the buckets that begin before a time.
    void removeBefore(long time) {
        while (!buckets.isEmpty() && buckets.firstKey() < time) {
            remove(buckets.firstKey());
        }
    }

    /// The ids of a bucket as they are now, one after another; to be closed. Null for none.
    @Nullable RocksIterator ids(long bucket) {
        ColumnFamilyHandle family = buckets.get(bucket);
        if (family == null) {
            return null;
        }
        RocksIterator ids = db.newIterator(family);
        ids.seekToFirst();
        return ids;
    }

    /// Takes note of how far a changelog is in; null when that is not known.
    void commit(TopicPartition changelog, @Nullable Long offset) {
        try {
            byte[] key = changelog.toString().getBytes(UTF_8);
            if (offset == null) {
                db.delete(offsets, unlogged, key);
            } else {
                byte[] value = ByteBuffer.allocate(Long.BYTES).putLong(offset).array();
                db.put(offsets, unlogged, key, value);
            }
        } catch (RocksDBException e) {
            throw failure("cannot write how far the changelog is in", e);
        }
    }

    /// How far all changelogs are in is not known any more.
    void forgetCommitted() {
        try (RocksIterator all = db.newIterator(offsets)) {
            for (all.seekToFirst(); all.isValid(); all.next()) {
                db.delete(offsets, unlogged, all.key());
            }
            requireWhole(all);
        } catch (RocksDBException e) {
            throw failure("cannot write how far the changelog is in", e);
        }
    }

    /// How far a changelog is in; null when that is not known.
    @Nullable Long committed(TopicPartition changelog) {
        try {
            byte[] offset = db.get(offsets, changelog.toString().getBytes(UTF_8));
            return offset == null ? null : ByteBuffer.wrap(offset).getLong();
        } catch (RocksDBException e) {
            throw failure("cannot read how far the changelog is in", e);
        }
    }

    @Override
    public void close() {
        buckets.values().forEach(ColumnFamilyHandle::close);
        offsets.close();
        // Writes to disk what is not there yet.
        db.close();
        unlogged.close();
        table.close();
        options.close();
        if (spoiled != null) {
            StoreFiles.drop(folder, spoiled);
        }
    }
}
