package dev.signalbox.standalone.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerFilesTest {
    private static final String WHOLE =
            """
            #
            #Tue Dec 01 05:07:01 UTC 2026
            cluster.id=6HNvsj2BSTiEXtl2h6dCRA
            directory.id=PxII5g9KZ0aIJmtYJe5mqA
            node.id=1
            version=1
            """;

    @TempDir private Path folder;

    @Test
    void anEmptyFolderIsToBeFormatted() {
        assertThat(BrokerFiles.check(folder)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\u0000\u0000\u0000",
                "version=1",
                "cluster.id=\\u00zz",
                "version=1\nnode.id=1\ncluster.id=6HN\ndirectory.id=PxII5g9KZ0aIJmtYJe5mqA"
            })
    void aSpoiledIdentityIsNamedAndItsCopyTakesItsPlace(String spoiled) throws IOException {
        Path identity = Files.writeString(folder.resolve("meta.properties"), spoiled);

        assertThatThrownBy(() -> BrokerFiles.check(folder))
                .hasMessageStartingWith(identity + " is empty or spoiled: restore it");

        Files.writeString(folder.resolve("meta.properties.copy"), WHOLE);
        assertThat(BrokerFiles.check(folder)).isTrue();
        assertThat(identity).hasContent(WHOLE);
    }

    @Test
    void aFolderWithTopicsIsNotFormattedWhenItsIdentityIsMissing() throws IOException {
        Files.createDirectories(folder.resolve("signalbox.events-0"));

        assertThatThrownBy(() -> BrokerFiles.check(folder))
                .hasMessageContaining("meta.properties is missing: restore it");
    }

    @Test
    void aSpoiledLogOfRulesIsNamedWithItsByte() throws IOException {
        Files.writeString(folder.resolve("meta.properties"), WHOLE);
        Path log = Files.createDirectories(folder.resolve("signalbox.rules-0"));
        Path segment = log.resolve("00000000000000000000.log");
        int one;
        try (FileRecords records = FileRecords.open(segment.toFile())) {
            one = records.append(batch());
            records.append(batch());
        }
        assertThat(BrokerFiles.check(folder)).isTrue();
        byte[] whole = Files.readAllBytes(segment);

        Files.write(segment, Arrays.copyOf(whole, whole.length - 3));
        assertThat(BrokerFiles.check(folder)).as("a record that a kill cut off").isTrue();

        whole[one - 2] ^= 1;
        Files.write(segment, whole);
        assertThatThrownBy(() -> BrokerFiles.check(folder))
                .hasMessageStartingWith(segment + " is spoiled at byte 0: restore")
                .hasMessageContaining("truncate -s 0 " + segment);
    }

    private static MemoryRecords batch() {
        return MemoryRecords.withRecords(
                Compression.NONE, new SimpleRecord("key".getBytes(UTF_8), "value".getBytes(UTF_8)));
    }
}
