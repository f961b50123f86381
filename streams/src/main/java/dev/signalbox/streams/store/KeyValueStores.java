package dev.signalbox.streams.store;

import java.nio.file.Path;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.RocksDBKeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.internals.RocksDBStore;

/// Kafka Streams' own stores on disk, whose files are read in full before they are opened: their
/// iterators end at a spoiled block as at the end of the store, without a word.
public final class KeyValueStores {
    /// Where Kafka Streams keeps them, in the folder of a task.
    private static final String FOLDER = "rocksdb";

    private KeyValueStores() {}

    /// A store of a name; as `Stores.persistentKeyValueStore`, with the same files.
    public static KeyValueBytesStoreSupplier persistent(String name) {
        return new RocksDBKeyValueBytesStoreSupplier(name, false) {
            @Override
            public KeyValueStore<Bytes, byte[]> get() {
                return new Checked(name(), metricsScope());
            }
        };
    }

    private static final class Checked extends RocksDBStore {
        private Checked(String name, String metricsScope) {
            super(name, metricsScope);
        }

        @Override
        public void init(StateStoreContext context, StateStore root) {
            Path task = context.stateDir().toPath();
            StoreFiles.check(task.resolve(FOLDER).resolve(name()));
            super.init(context, root);
        }
    }
}
