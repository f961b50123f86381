package dev.signalbox.contract.file;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The folder of everything that a process keeps, which only its owner may read.
///
/// The launcher's umask keeps new files private. Files that are there already are made so at each
/// start.
public final class DataFolder {
    private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);
    private static final Set<PosixFilePermission> FOLDER =
            PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE =
            PosixFilePermissions.fromString("rw-------");
    private static final String KEYS = "secret-keys";

    /// The entries of a data folder that holds nothing else.
    private static final Set<String> OWN =
            Set.of("kafka", "router", "notifier", KEYS, "lost+found");

    private DataFolder() {}

    /// Makes a folder in the data folder, and takes from everybody but the owner what others may do
    /// there. The data folder itself is left as it is where it holds other things too.
    ///
    /// @param part of the data folder, such as `kafka`
    /// @return the folder
    /// @throws IllegalStateException when it cannot be made
    public static Path prepare(Path data, String part) {
        Path folder = data.resolve(part);
        try {
            Files.createDirectories(folder);
            var open = new AtomicInteger();
            if (isOwn(data)) {
                restrict(data, FOLDER, open);
            }
            if (Files.isRegularFile(data.resolve(KEYS))) {
                restrict(data.resolve(KEYS), FILE, open);
            }
            restrictAll(folder, open);
            if (open.get() > 0) {
                LOG.atWarn()
                        .addKeyValue("folder", folder)
                        .addKeyValue("files", open.get())
                        .log(
                                "other users of this machine may be able to read the data folder: its permissions cannot be changed to 0700");
            }
        } catch (IOException e) {
            throw new IllegalStateException(
                    "Cannot use the data folder %s: %s (setting SIGNALBOX_DATA)"
                            .formatted(folder, IoFault.words(e)),
                    e);
        }
        return folder;
    }

    /// Does the same for a folder alone, which a library has made for others to read too.
    public static void makePrivate(Path folder) {
        restrict(folder, FOLDER, new AtomicInteger());
    }

    private static boolean isOwn(Path data) throws IOException {
        try (Stream<Path> entries = Files.list(data)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .allMatch(name -> OWN.contains(name) || name.startsWith(KEYS + "."));
        }
    }

    private static void restrictAll(Path folder, AtomicInteger open) throws IOException {
        Files.walkFileTree(
                folder.toRealPath(),
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes its) {
                        restrict(at, FOLDER, open);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path at, BasicFileAttributes its) {
                        if (its.isRegularFile()) {
                            restrict(at, FILE, open);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path at, IOException e) {
                        return FileVisitResult.CONTINUE; // gone, or nobody's to read
                    }
                });
    }

    /// Takes permissions away and gives none.
    private static void restrict(Path at, Set<PosixFilePermission> most, AtomicInteger open) {
        try {
            Set<PosixFilePermission> now = Files.getPosixFilePermissions(at);
            var kept = new HashSet<>(now);
            if (kept.retainAll(most)) {
                Files.setPosixFilePermissions(at, kept);
            }
        } catch (IOException | UnsupportedOperationException e) {
            open.incrementAndGet();
        }
    }
}
