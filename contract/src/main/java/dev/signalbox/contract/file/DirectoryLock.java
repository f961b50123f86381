package dev.signalbox.contract.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Sole use of a data directory, held by a lock on the file `lock` in it. The operating system lets
/// go of it when the process ends, however it ends, so the file itself stays and means nothing.
public final class DirectoryLock implements AutoCloseable {
    private final FileChannel file;

    private DirectoryLock(FileChannel file) {
        this.file = file;
    }

    /// Takes a directory, creating it when absent.
    ///
    /// @throws IllegalStateException when another process has it, or it cannot be written to
    public static DirectoryLock take(Path directory) {
        FileChannel file = open(directory);
        if (!locked(file)) {
            close(file);
            throw new IllegalStateException(
                    "The data directory %s is in use by another Signalbox: stop that one, or name another directory (setting SIGNALBOX_DATA)"
                            .formatted(directory));
        }
        return new DirectoryLock(file);
    }

    private static FileChannel open(Path directory) {
        try {
            Files.createDirectories(directory);
            return FileChannel.open(
                    directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "Cannot write to the data directory %s: %s (setting SIGNALBOX_DATA)"
                            .formatted(directory, IoFault.words(e)),
                    e);
        }
    }

    private static boolean locked(FileChannel file) {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // by this very process
        } catch (IOException e) {
            close(file);
            throw new IllegalStateException(
                    "Cannot lock the data directory: %s (setting SIGNALBOX_DATA)"
                            .formatted(IoFault.words(e)),
                    e);
        }
    }

    /// Gives the directory free.
    @Override
    public void close() {
        close(file);
    }

    private static void close(FileChannel file) {
        try {
            file.close();
        } catch (IOException e) {
            throw new IllegalStateException("Cannot give the data directory free", e);
        }
    }
}
