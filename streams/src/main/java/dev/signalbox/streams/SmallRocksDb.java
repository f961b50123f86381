package dev.signalbox.streams;

import dev.signalbox.streams.ids.RocksDbMemory;
import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Options;

/// The configuration of RocksDB for stores of Kafka Streams' own kinds: all share a small memory
/// outside the heap: 32 MB, of which 16 MB for entries that are not on disk yet.
public final class SmallRocksDb implements RocksDBConfigSetter {
    private static final RocksDbMemory MEMORY = new RocksDbMemory(32L << 20, 16L << 20);

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        MEMORY.limitDatabase(options);
        MEMORY.limitEntries(options);
        options.setTableFormatConfig(
                MEMORY.limitTables((BlockBasedTableConfig) options.tableFormatConfig()));
    }

    @Override
    public void close(String storeName, Options options) {
        // The shared memory lives as long as the process.
    }
}
