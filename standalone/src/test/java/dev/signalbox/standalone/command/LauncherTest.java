package dev.signalbox.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the launcher does before it starts a command: building, and the training run.
class LauncherTest {
    private static final String BUILDS =
            """
            #!/bin/sh
            echo "[INFO] Building signalbox-contract 0.1.0 [2/10]"
            echo built >> builds
            mkdir -p standalone/target && cp -R ready standalone/target/lib
            """;

    @TempDir Path folder;

    @Test
    void aTrainingThatFailsSaysWhyAndLeavesNothing() throws Exception {
        Launcher launcher = Launcher.in(folder);
        var settings = Map.of("SIGNALBOX_PARTITIONS", "none");

        Launcher.Result first = launcher.run(settings, "start");
        Launcher.Result second = launcher.run(settings, "start");

        assertThat(first.code()).isEqualTo(2);
        assertThat(first.err())
                .contains("preparing faster starts", "that failed")
                .contains("tries again: SIGNALBOX_PARTITIONS: 'none'");
        assertThat(second.err()).isEqualTo(first.err());
        assertThat(launcher.run(settings, "train").code()).isEqualTo(1);
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("signalbox", "lib");
    }

    @Test
    void twoStartsBuildOnceAndAFailedBuildIsDoneAgain() throws Exception {
        Launcher launcher = sources("#!/bin/sh\necho '[ERROR] no compiler'; exit 1\n");
        Launcher.Result failed = launcher.run(Map.of(), "help");
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.err())
                .contains("building from the sources", "[ERROR] no compiler", "the build failed");

        Files.writeString(folder.resolve("mvnw"), BUILDS);
        Launcher.Result both =
                Launcher.result(
                        launcher.bash(
                                Map.of(), "./signalbox help & ./signalbox help; wait $!; exit $?"));

        assertThat(both.code()).isZero();
        assertThat(both.err()).contains("built in");
        assertThat(both.out().split("Usage: signalbox", -1)).hasSize(3);
        assertThat(folder.resolve("builds")).hasContent("built");
        assertThat(folder.resolve("standalone/target").toFile().list())
                .containsExactlyInAnyOrder("lib", "signalbox.built", "signalbox.build.log");
    }

    @Test
    void aBuildThatWasKilledDoesNotHoldUpTheNext() throws Exception {
        Launcher launcher = sources(BUILDS);
        Path built = Files.createDirectories(folder.resolve("standalone/target"));
        Files.createSymbolicLink(built.resolve("signalbox.lock"), Path.of("4194305"));

        assertThat(launcher.run(Map.of(), "help").code()).isZero();
    }

    /// The setting that is wrong ends the start before anything is made.
    @Test
    void theDataFolderIsBesideTheLauncherAndAnOlderOneElsewhereIsNotForgotten() throws Exception {
        Launcher launcher = Launcher.in(folder);
        var settings = Map.of("SIGNALBOX_PARTITIONS", "none");
        String elsewhere = "mkdir -p old/data/kafka old/data/router; cd old; exec ../signalbox ";

        assertThat(launcher.bash(settings, elsewhere + "start"))
                .satisfies(start -> assertThat(Launcher.result(start).code()).isEqualTo(2));

        Path old = folder.toRealPath().resolve("old/data");
        Files.createFile(old.resolve("kafka/meta.properties"));
        Files.createFile(old.resolve("router/instance"));
        for (String command : new String[] {"start", "router"}) {
            Launcher.Result refused = Launcher.result(launcher.bash(settings, elsewhere + command));
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err())
                    .isEqualToIgnoringNewLines(
                            "signalbox: %s holds data of an earlier version, and the data folder is now %s: move it there, or keep it with SIGNALBOX_DATA=%s"
                                    .formatted(old, folder.toRealPath().resolve("data"), old));
        }
        var named = new HashMap<>(settings);
        named.put("SIGNALBOX_DATA", "data");
        assertThat(Launcher.result(launcher.bash(named, elsewhere + "start")).code()).isEqualTo(2);

        Files.createDirectories(folder.resolve("data/kafka"));
        Files.createFile(folder.resolve("data/kafka/meta.properties"));
        Launcher.Result both = Launcher.result(launcher.bash(settings, elsewhere + "start"));
        assertThat(both.code()).isEqualTo(2);
        assertThat(both.err()).contains("takes the other one, which an earlier version kept here");
    }

    /// A folder of sources, whose Maven is a script.
    private Launcher sources(String maven) throws Exception {
        Launcher launcher = Launcher.in(folder);
        Files.move(folder.resolve("lib"), folder.resolve("ready"));
        Files.createDirectories(folder.resolve("standalone/src/main"));
        Files.createFile(folder.resolve("pom.xml"));
        Files.createFile(folder.resolve("standalone/pom.xml"));
        Files.writeString(folder.resolve("mvnw"), maven);
        folder.resolve("mvnw").toFile().setExecutable(true);
        return launcher;
    }
}
