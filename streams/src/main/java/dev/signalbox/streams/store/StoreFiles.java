package dev.signalbox.streams.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The files of a state store on disk. They can be lost: all that they hold is in the changelog
/// too.
public final class StoreFiles {
    private static final Logger LOG = LoggerFactory.getLogger(StoreFiles.class);

    private StoreFiles() {}

    /// Whether an error says that the files themselves are wrong, as other than a disk that is full
    /// or a folder that may not be used.
    public static boolean areSpoiled(RocksDBException e) {
        Status status = e.getStatus();
        if (status == null) {
            return false;
        }
        return switch (status.getCode()) {
            case Corruption, InvalidArgument, NotSupported, NotFound -> true;
            case IOError -> String.valueOf(e.getMessage()).contains("No such file");
            default -> false;
        };
    }

    /// Deletes the files, so that the store is read anew, and says so.
    public static void drop(Path folder, RocksDBException e) {
        LOG.atWarn()
                .addKeyValue("folder", folder)
                .addKeyValue(
                        "reason", String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip())
                .log("the files of a state store are spoiled; it is read anew from its topic");
        try {
            Utils.delete(folder.toFile());
        } catch (IOException cannot) {
            throw new ProcessorStateException(
                    "cannot delete the spoiled state store %s; delete it".formatted(folder),
                    cannot);
        }
    }

    /// Reads all files of a store that is not open, and drops it if one is spoiled.
    public static void check(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try {
            verify(folder);
        } catch (RocksDBException e) {
            if (areSpoiled(e)) {
                drop(folder, e);
            }
            // Otherwise who opens it meets the same.
        }
    }

    private static void verify(Path folder) throws RocksDBException {
        try (var options = new Options();
                var database = new DBOptions()) {
            var families = new ArrayList<ColumnFamilyDescriptor>();
            for (byte[] name : RocksDB.listColumnFamilies(options, folder.toString())) {
                families.add(new ColumnFamilyDescriptor(name));
            }
            if (families.isEmpty()) {
                families.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY));
            }
            List<ColumnFamilyHandle> handles = new ArrayList<>();
            try (RocksDB db =
                    RocksDB.openReadOnly(database, folder.toString(), families, handles)) {
                db.verifyChecksum();
                handles.forEach(ColumnFamilyHandle::close);
            }
        }
    }
}
