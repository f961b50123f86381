package dev.signalbox.contract.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir private Path temporary;

    @Test
    void aNewFolderIsItsOwnersAlone() throws IOException {
        Path data = temporary.resolve("data");
        Path kafka = DataFolder.prepare(data, "kafka");
        assertThat(permissions(data)).isEqualTo("rwx------");
        assertThat(permissions(kafka)).isEqualTo("rwx------");
    }

    @Test
    void aFolderOfAnOlderBuildIsMadePrivate() throws IOException {
        Path data = temporary.resolve("data");
        Path segment = write(data.resolve("kafka/signalbox.events-0/0.log"), "rw-r--r--");
        Path store = write(data.resolve("router/seen/LOCK"), "rw-rw-rw-");
        Path keys = write(data.resolve("secret-keys"), "rw-r--r--");
        Path readOnly = write(data.resolve("kafka/old"), "r--r--r--");
        set(data, "rwxr-xr-x");

        DataFolder.prepare(data, "kafka");

        assertThat(permissions(data)).isEqualTo("rwx------");
        assertThat(permissions(data.resolve("kafka/signalbox.events-0"))).isEqualTo("rwx------");
        assertThat(permissions(segment)).isEqualTo("rw-------");
        assertThat(permissions(readOnly)).isEqualTo("r--------");
        assertThat(permissions(keys)).isEqualTo("rw-------");
        assertThat(permissions(store)).as("another room's part").isEqualTo("rw-rw-rw-");
    }

    @Test
    void aFolderWithOtherThingsIsLeftAsItIs() throws IOException {
        Path other = write(temporary.resolve("shared/letters"), "rw-r--r--");
        Path shared = temporary.resolve("shared");
        set(shared, "rwxrwxr-x");

        Path kafka = DataFolder.prepare(shared, "kafka");

        assertThat(permissions(shared)).isEqualTo("rwxrwxr-x");
        assertThat(permissions(other)).isEqualTo("rw-r--r--");
        assertThat(permissions(kafka)).isEqualTo("rwx------");
    }

    @Test
    void whatALinkLeadsToOutsideIsLeftAsItIs() throws IOException {
        Path outside = write(temporary.resolve("outside"), "rw-r--r--");
        Path kafka = DataFolder.prepare(temporary.resolve("data"), "kafka");
        Files.createSymbolicLink(kafka.resolve("link"), outside);

        DataFolder.prepare(temporary.resolve("data"), "kafka");

        assertThat(permissions(outside)).isEqualTo("rw-r--r--");
    }

    @Test
    void whatCannotBeMadeIsSaidInWords() throws IOException {
        Path file = write(temporary.resolve("file"), "rw-r--r--");
        assertThatThrownBy(() -> DataFolder.prepare(file, "kafka"))
                .hasMessage(
                        "Cannot use the data folder %s: Not a directory (setting SIGNALBOX_DATA)"
                                .formatted(file.resolve("kafka")));
    }

    private static Path write(Path file, String permissions) throws IOException {
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, "x");
        set(file, permissions);
        return file;
    }

    private static void set(Path at, String permissions) throws IOException {
        Files.setPosixFilePermissions(at, PosixFilePermissions.fromString(permissions));
    }

    private static String permissions(Path at) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(at));
    }
}
