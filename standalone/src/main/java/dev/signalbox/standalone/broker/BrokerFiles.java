package dev.signalbox.standalone.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.contract.file.IoFault;
import dev.signalbox.contract.file.WholeFile;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.record.internal.FileLogInputStream.FileChannelRecordBatch;
import org.apache.kafka.common.record.internal.FileRecords;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The check of the embedded broker's files before it starts: what Kafka cannot do without is
/// whole, or the start ends with the file's name and what to do.
///
/// Kafka itself cuts a log at its first bad byte after a kill, and so would forget rules without a
/// word. Events and deliveries are not read here, since there may be very many.
final class BrokerFiles {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerFiles.class);
    private static final String IDENTITY = "meta.properties";
    private static final String COPY = IDENTITY + ".copy";
    private static final Set<String> NEEDED =
            Set.of("cluster.id", "directory.id", "node.id", "version");

    /// The logs that everything else depends on; they are small.
    private static final List<String> LOGS = List.of("__cluster_metadata-0", "signalbox.rules-0");

    private BrokerFiles() {}

    /// Checks a folder that a broker may have used before.
    ///
    /// @return whether one has; otherwise the folder is to be formatted
    /// @throws IllegalStateException when a file is spoiled or missing
    static boolean check(Path folder) {
        try {
            if (!checkIdentity(folder)) {
                return false;
            }
            for (String log : LOGS) {
                checkLog(folder.resolve(log));
            }
            return true;
        } catch (IOException e) {
            throw new IllegalStateException(
                    "Cannot read the data directory %s: %s (setting SIGNALBOX_DATA)"
                            .formatted(folder, IoFault.words(e)),
                    e);
        }
    }

    /// Keeps a copy of the file without which all others are of no use.
    static void keepIdentity(Path folder) {
        try {
            String text = Files.readString(folder.resolve(IDENTITY));
            Path copy = folder.resolve(COPY);
            if (!Files.exists(copy) || !Files.readString(copy).equals(text)) {
                WholeFile.write(copy, text);
            }
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("file", folder.resolve(COPY))
                    .addKeyValue("reason", IoFault.words(e))
                    .log("no copy of meta.properties could be kept");
        }
    }

    private static boolean checkIdentity(Path folder) throws IOException {
        Path file = folder.resolve(IDENTITY);
        boolean isThere = Files.exists(file);
        if (isThere && wholeText(file) != null) {
            return true;
        }
        if (!isThere && !hasTopics(folder)) {
            return false;
        }
        Path copy = folder.resolve(COPY);
        String text = Files.exists(copy) ? wholeText(copy) : null;
        if (text == null) {
            throw new IllegalStateException(
                    "%s is %s: restore it from a backup of the data folder; nothing else in it can be used without it"
                            .formatted(file, isThere ? "empty or spoiled" : "missing"));
        }
        LOG.atWarn()
                .addKeyValue("file", file)
                .log("the file was spoiled; its copy takes its place");
        WholeFile.write(file, text);
        return true;
    }

    private static boolean hasTopics(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.anyMatch(Files::isDirectory);
        }
    }

    /// The text of such a file; null where it is not whole.
    private static @Nullable String wholeText(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        String text = new String(bytes, UTF_8);
        var properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IllegalArgumentException e) {
            return null;
        }
        boolean isWhole =
                properties.stringPropertyNames().containsAll(NEEDED)
                        && properties.getProperty("version").strip().equals("1")
                        && properties.getProperty("node.id").strip().matches("[0-9]+")
                        && properties.getProperty("cluster.id").strip().matches("[\\w-]{22}")
                        && properties.getProperty("directory.id").strip().matches("[\\w-]{22}");
        return isWhole ? text : null;
    }

    private static void checkLog(Path log) throws IOException {
        if (!Files.isDirectory(log)) {
            return;
        }
        List<Path> segments;
        try (Stream<Path> entries = Files.list(log)) {
            segments = entries.filter(file -> file.toString().endsWith(".log")).sorted().toList();
        }
        for (Path segment : segments) {
            checkSegment(segment);
        }
    }

    private static void checkSegment(Path segment) throws IOException {
        int good = 0;
        try (FileRecords records = FileRecords.open(segment.toFile(), false)) {
            try {
                for (FileChannelRecordBatch batch : records.batches()) {
                    batch.ensureValid();
                    good = batch.position() + batch.sizeInBytes();
                }
            } catch (CorruptRecordException | IllegalArgumentException e) {
                throw new IllegalStateException(
                        "%s is spoiled at byte %d: restore the data folder from a backup, or give up what is behind that byte with 'truncate -s %d %s'"
                                .formatted(segment, good, good, segment),
                        e);
            }
        }
    }
}
