package dev.signalbox.streams.ids;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.DBOptionsInterface;
import org.rocksdb.IndexType;
import org.rocksdb.LRUCache;
import org.rocksdb.MutableColumnFamilyOptionsInterface;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/// The memory outside the heap that several RocksDBs of one process share: for blocks, indexes and
/// filters, and within it for entries that are not on disk yet. Each of them has one writer, its
/// stream thread. Lives as long as the process.
public final class RocksDbMemory {
    static {
        RocksDB.loadLibrary();
    }

    private static final long ONE_WRITE_BUFFER = 4L << 20;

    private final BloomFilter filter = new BloomFilter();
    private final Cache cache;
    private final WriteBufferManager writeBuffers;

    /// A memory that no database uses yet.
    ///
    /// @param bytes for everything
    /// @param unwritten how many of them for entries that are not on disk yet
    public RocksDbMemory(long bytes, long unwritten) {
        cache = new LRUCache(bytes);
        writeBuffers = new WriteBufferManager(unwritten, cache);
    }

    /// Has a database use it.
    public void limitDatabase(DBOptionsInterface<?> database) {
        database.setWriteBufferManager(writeBuffers);
        database.setAllowConcurrentMemtableWrite(false);
        database.setEnableWriteThreadAdaptiveYield(false);
    }

    /// Has the entries that are not on disk yet use it.
    public void limitEntries(MutableColumnFamilyOptionsInterface<?> entries) {
        entries.setWriteBufferSize(ONE_WRITE_BUFFER);
        entries.setMaxWriteBufferNumber(2);
    }

    /// Has the tables on disk use it, which are given back.
    ///
    /// Indexes and filters are cut in pieces: the cache keeps none that is larger than a 64th of
    /// it, and a filter of millions of ids would be read for each look-up.
    public BlockBasedTableConfig limitTables(BlockBasedTableConfig tables) {
        return tables.setBlockCache(cache)
                .setCacheIndexAndFilterBlocks(true)
                .setPinTopLevelIndexAndFilter(true)
                .setIndexType(IndexType.kTwoLevelIndexSearch)
                .setPartitionFilters(true)
                .setFilterPolicy(filter);
    }
}
