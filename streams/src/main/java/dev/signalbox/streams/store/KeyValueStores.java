package dev.signalbox.streams.store;

import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.internals.WrappedStateStore;
import org.jspecify.annotations.Nullable;

/// Kafka Streams' own stores on disk, whose files are read in full before they are opened: their
/// iterators end at a spoiled block as at the end of the store, without a word.
public final class KeyValueStores {
    /// Where Kafka Streams keeps them, in the folder of a task.
    private static final String FOLDER = "rocksdb";

    private KeyValueStores() {}

    /// A store of a name; as `Stores.persistentKeyValueStore`, with the same files.
    public static KeyValueBytesStoreSupplier persistent(String name) {
        KeyValueBytesStoreSupplier supplier = Stores.persistentKeyValueStore(name);
        return new KeyValueBytesStoreSupplier() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public KeyValueStore<Bytes, byte[]> get() {
                return new Checked(supplier.get());
            }

            @Override
            public String metricsScope() {
                return supplier.metricsScope();
            }
        };
    }

    private static final class Checked
            extends WrappedStateStore<KeyValueStore<Bytes, byte[]>, Bytes, byte[]>
            implements KeyValueStore<Bytes, byte[]> {
        private Checked(KeyValueStore<Bytes, byte[]> store) {
            super(store);
        }

        @Override
        public void init(StateStoreContext context, StateStore root) {
            Path task = context.stateDir().toPath();
            StoreFiles.check(task.resolve(FOLDER).resolve(name()));
            super.init(context, root);
        }

        @Override
        public byte @Nullable [] get(Bytes key) {
            return wrapped().get(key);
        }

        @Override
        public void put(Bytes key, byte @Nullable [] value) {
            wrapped().put(key, value);
        }

        @Override
        public byte @Nullable [] putIfAbsent(Bytes key, byte[] value) {
            return wrapped().putIfAbsent(key, value);
        }

        @Override
        public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
            wrapped().putAll(entries);
        }

        @Override
        public byte @Nullable [] delete(Bytes key) {
            return wrapped().delete(key);
        }

        @Override
        public KeyValueIterator<Bytes, byte[]> range(@Nullable Bytes from, @Nullable Bytes to) {
            return wrapped().range(from, to);
        }

        @Override
        public KeyValueIterator<Bytes, byte[]> reverseRange(
                @Nullable Bytes from, @Nullable Bytes to) {
            return wrapped().reverseRange(from, to);
        }

        @Override
        public KeyValueIterator<Bytes, byte[]> all() {
            return wrapped().all();
        }

        @Override
        public KeyValueIterator<Bytes, byte[]> reverseAll() {
            return wrapped().reverseAll();
        }

        @Override
        public <PS extends Serializer<P>, P> KeyValueIterator<Bytes, byte[]> prefixScan(
                P prefix, PS serializer) {
            return wrapped().prefixScan(prefix, serializer);
        }

        @Override
        public long approximateNumEntries() {
            return wrapped().approximateNumEntries();
        }
    }
}
