package dev.signalbox.streams;

import dev.signalbox.streams.ids.DiskBudget;
import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Options;

/// Keeps the notifier's stores of Kafka Streams' own kinds within one budget of memory outside the
/// heap: 32 MB, of which 16 MB for entries that are not on disk yet.
public final class SmallRocksDb implements RocksDBConfigSetter {
    private static final DiskBudget BUDGET = new DiskBudget(32L << 20, 16L << 20);

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        BUDGET.limitDatabase(options);
        BUDGET.limitEntries(options);
        options.setTableFormatConfig(
                BUDGET.limitTables((BlockBasedTableConfig) options.tableFormatConfig()));
    }

    @Override
    public void close(String storeName, Options options) {
        // What is shared lives as long as the process.
    }
}
