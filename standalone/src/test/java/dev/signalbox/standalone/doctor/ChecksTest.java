package dev.signalbox.standalone.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.doctor.Finding.State;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksTest {
    private static final Instant NOW = Instant.parse("2026-12-01T00:00:00Z");
    private static final String KEY = "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";

    @TempDir Path folder;

    @Test
    void javaAndLocaleAreThoseNeeded() {
        Runtime.Version old = Runtime.Version.parse("21.0.1");
        assertThat(MachineChecks.java(Runtime.version(), "/jdk").state()).isEqualTo(State.OK);
        assertThat(MachineChecks.java(old, "/jdk").line())
                .startsWith("PROBLEM  Java")
                .contains("21.0.1 in /jdk", "JAVA_HOME");
        assertThat(MachineChecks.locale(StandardCharsets.UTF_8).state()).isEqualTo(State.OK);
        assertThat(MachineChecks.locale(StandardCharsets.US_ASCII).line())
                .startsWith("WARNING  locale")
                .contains("LC_ALL=C.UTF-8");
        assertThat(MachineChecks.openFiles(Integer.MAX_VALUE / 2).state()).isEqualTo(State.WARNING);
    }

    @Test
    void theDataFolderHasToBeOnesOwn() throws Exception {
        Path data = folder.resolve("data");
        assertThat(FolderChecks.folder(data).words()).contains("is made at the first start");

        Files.createDirectory(data);
        mode(data, "rwx------");
        assertThat(FolderChecks.folder(data).state()).isEqualTo(State.OK);
        mode(data, "rwxr-xr-x");
        assertThat(FolderChecks.folder(data).advice()).startsWith("chmod 700 ");
        assertThat(FolderChecks.folder(Files.createFile(folder.resolve("file"))).state())
                .isEqualTo(State.PROBLEM);
        assertThat(FolderChecks.disk(data, 0).words()).contains(" MB are free for " + data);
        assertThat(FolderChecks.disk(data, Integer.MAX_VALUE).line())
                .startsWith("PROBLEM  disk")
                .contains("new events are refused");
    }

    @Test
    void whatWasWrittenInTheFutureShowsAClockThatWasSetBack() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        Files.setLastModifiedTime(folder, FileTime.from(NOW));
        Files.setLastModifiedTime(file, FileTime.from(NOW.plus(Duration.ofSeconds(30))));
        assertThat(FolderChecks.clock(folder, NOW).state()).isEqualTo(State.OK);

        Files.setLastModifiedTime(file, FileTime.from(NOW.plus(Duration.ofHours(1))));
        assertThat(FolderChecks.clock(folder, NOW).line())
                .startsWith("PROBLEM  clock")
                .contains("2026-12-01T01:00:00Z", "NTP");
        assertThat(FolderChecks.clock(folder.resolve("none"), NOW).state()).isEqualTo(State.OK);
    }

    @Test
    void keyFilesAreReadAsARoomWouldReadThem() throws Exception {
        Path keys = folder.resolve("secret-keys");
        assertThat(secretKeys("SIGNALBOX_SECRET_KEYS", "").words()).contains("names no file");
        assertThat(secretKeys("SIGNALBOX_SECRET_KEYS", keys.toString()).words())
                .contains("is not there");
        Files.writeString(keys, KEY);
        mode(keys, "rw-r--r--");
        assertThat(secretKeys("SIGNALBOX_SECRET_KEYS", keys.toString()).line())
                .startsWith("WARNING  secret keys")
                .contains("one key", "chmod 600");
        Files.writeString(keys, "spoiled");
        assertThat(secretKeys("SIGNALBOX_SECRET_KEYS", keys.toString()).line())
                .startsWith("PROBLEM  secret keys")
                .contains("line 1 is neither");
    }

    @Test
    void aPublicDoorWithoutAccessKeysIsAProblem() {
        var room = Settings.forRoom(Map.of("SIGNALBOX_HTTP", "0.0.0.0:8080"));
        assertThat(KeyChecks.all(room, false).getFirst().line())
                .startsWith("PROBLEM  access keys")
                .contains("SIGNALBOX_ACCESS_KEYS");
    }

    @Test
    void aPortThatAnotherProgramHasIsAProblem() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            other.setSoTimeout(1);
            String kafka = "127.0.0.1:" + other.getLocalPort();
            var settings =
                    Settings.forStandalone(
                            Map.of(
                                    "SIGNALBOX_HTTP",
                                    "127.0.0.1:0",
                                    "SIGNALBOX_KAFKA",
                                    kafka,
                                    "SIGNALBOX_DATA",
                                    folder.resolve("data").toString()));
            List<Finding> findings = Doctor.examine(settings, true, InstantSource.fixed(NOW));

            assertThat(findings)
                    .filteredOn(one -> one.state() == State.PROBLEM)
                    .extracting(Finding::line)
                    .singleElement()
                    .asString()
                    .startsWith("PROBLEM  Kafka port")
                    .contains(kafka, "set SIGNALBOX_KAFKA to another");
        }
    }

    private Finding secretKeys(String name, String value) {
        return KeyChecks.all(Settings.forRoom(Map.of(name, value)), true).getFirst();
    }

    private static void mode(Path file, String permissions) throws Exception {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}
