package dev.signalbox.notifier.streams;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.IndexType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/// Keeps the notifier's stores of Kafka Streams' own kinds within one budget of memory outside the
/// heap: 32 MB for blocks, indexes and filters, of which 16 MB for entries that are not on disk
/// yet.
public final class SmallRocksDb implements RocksDBConfigSetter {
    static {
        RocksDB.loadLibrary();
    }

    private static final long TOTAL = 32L << 20;
    private static final long WRITE_BUFFERS = 16L << 20;
    private static final long ONE_WRITE_BUFFER = 4L << 20;
    private static final Cache CACHE = new LRUCache(TOTAL);
    private static final WriteBufferManager WRITE_BUFFER_MANAGER =
            new WriteBufferManager(WRITE_BUFFERS, CACHE);
    private static final BloomFilter FILTER = new BloomFilter(10);

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        var table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(CACHE);
        table.setCacheIndexAndFilterBlocks(true);
        table.setPinTopLevelIndexAndFilter(true);
        // In small pieces: the cache keeps none that is larger than a 64th of it.
        table.setIndexType(IndexType.kTwoLevelIndexSearch);
        table.setPartitionFilters(true);
        table.setFilterPolicy(FILTER);
        options.setTableFormatConfig(table);
        options.setWriteBufferManager(WRITE_BUFFER_MANAGER);
        options.setWriteBufferSize(ONE_WRITE_BUFFER);
        options.setMaxWriteBufferNumber(2);
        // A store has one writer, its stream thread.
        options.setAllowConcurrentMemtableWrite(false);
        options.setEnableWriteThreadAdaptiveYield(false);
    }

    @Override
    public void close(String storeName, Options options) {
        // What is shared lives as long as the process.
    }
}
