package dev.signalbox.standalone.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Checks of the data folder: who may use it, the space where it is, and the times in it.
final class FolderChecks {
    private static final String SETTING = "SIGNALBOX_DATA";
    private static final long MEBIBYTE = 1 << 20;
    private static final long COMFORTABLE = 10_240 * MEBIBYTE;
    private static final Duration TOLERANCE = Duration.ofMinutes(1);

    private FolderChecks() {}

    static Finding folder(Path data) {
        Path folder = data.toAbsolutePath();
        if (!Files.exists(folder)) {
            Path parent = existing(folder);
            return Files.isWritable(parent) && Files.isDirectory(parent)
                    ? Finding.ok("folder", folder + " is made at the first start")
                    : Finding.problem(
                            "folder",
                            "%s cannot be made: this user may not write to %s"
                                    .formatted(folder, parent),
                            "give it that right, or name another folder by " + SETTING);
        }
        if (!Files.isDirectory(folder)) {
            return Finding.problem(
                    "folder", folder + " is no folder", "name another by " + SETTING);
        }
        if (!Files.isWritable(folder) || !Files.isReadable(folder)) {
            return Finding.problem(
                    "folder",
                    "this user may not read and write " + folder,
                    "run as its owner, or chown it");
        }
        Set<PosixFilePermission> permissions = permissions(folder);
        return permissions.contains(PosixFilePermission.OTHERS_READ)
                        && permissions.contains(PosixFilePermission.OTHERS_EXECUTE)
                ? Finding.warning(
                        "folder",
                        "every user of this machine may look into " + folder,
                        "chmod 700 " + folder)
                : Finding.ok("folder", folder.toString());
    }

    /// @param leastMegabytes below which new events are refused
    static Finding disk(Path data, int leastMegabytes) {
        Path folder = existing(data.toAbsolutePath());
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            String words =
                    "%,d MB are free for %s".formatted(free / MEBIBYTE, data.toAbsolutePath());
            String advice = "free some, or see 'When the disk fills up' in docs/operations.md";
            return free / MEBIBYTE <= leastMegabytes
                    ? Finding.problem("disk", words + ", so new events are refused", advice)
                    : free < COMFORTABLE
                            ? Finding.warning("disk", words, advice)
                            : Finding.ok("disk", words);
        } catch (IOException e) {
            return Finding.warning("disk", "the space of %s is not known".formatted(folder), "");
        }
    }

    /// Whether something was written in the future, as it is when the clock was set back.
    static Finding clock(Path data, Instant now) {
        Optional<Instant> newest = newest(data);
        return newest.isPresent() && newest.get().isAfter(now.plus(TOLERANCE))
                ? clock(now, newest.get(), "the data folder was written to at")
                : Finding.ok("clock", now.toString());
    }

    static Finding clock(Instant now, Instant future, String what) {
        return Finding.problem(
                "clock",
                "it is %s, but %s %s".formatted(now, what, future),
                "set the clock (timedatectl shows it), and keep it by NTP");
    }

    private static Optional<Instant> newest(Path data) {
        try (Stream<Path> files = Files.walk(data, 2)) {
            return files.map(FolderChecks::modified).max(Comparator.naturalOrder());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Instant modified(Path file) {
        try {
            return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
        } catch (IOException e) {
            return Instant.EPOCH;
        }
    }

    /// The folder, or the nearest one above it that is there.
    private static Path existing(Path folder) {
        Path at = folder;
        while (!Files.exists(at) && at.getParent() != null) {
            at = at.getParent();
        }
        return at;
    }

    static Set<PosixFilePermission> permissions(Path file) {
        try {
            return Files.getPosixFilePermissions(file);
        } catch (IOException | UnsupportedOperationException e) {
            return PosixFilePermissions.fromString("rwx------");
        }
    }
}
