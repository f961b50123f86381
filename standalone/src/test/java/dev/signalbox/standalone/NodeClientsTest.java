package dev.signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signalbox.contract.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// EventBridge's clients for Node.js do here what they do there, with an access key. Needs `node`
/// and `npm` on the path, and npm's registry at the first run; is skipped where there is no `node`.
class NodeClientsTest {
    private static final Path SCRIPTS = Path.of("src/test/node");
    private static final Path INSTALLED = Path.of("target/node");

    @TempDir private static Path data;
    private static Standalone signalbox;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Programs.has("node") && Programs.has("npm"), "node and npm are not on the path");
        install();
        signalbox =
                Standalone.start(
                        Settings.forStandalone(
                                Map.of(
                                        "SIGNALBOX_HTTP",
                                        "127.0.0.1:0",
                                        "SIGNALBOX_KAFKA",
                                        "127.0.0.1:0",
                                        "SIGNALBOX_DATA",
                                        data.toString(),
                                        "SIGNALBOX_ACCESS_KEYS",
                                        keys().toString())));
    }

    @AfterAll
    static void stop() {
        if (signalbox != null) {
            signalbox.close();
        }
    }

    @Test
    void eventbridgeForNodeDrivesEveryOperationItHas() throws Exception {
        assertThat(run("node", "eventbridge.js")).contains("eventbridge: all well");
    }

    @Test
    void openapiCoreForNodeDrivesTheRpcActions() throws Exception {
        assertThat(run("node", "openapi-core.js")).contains("openapi-core: all well");
    }

    @Test
    void popCoreForNodeCallsActionsByPostAndGet() throws Exception {
        assertThat(run("node", "pop-core.js")).contains("pop-core: all well");
    }

    /// The key that the scripts use.
    private static Path keys() throws IOException {
        return Files.writeString(
                data.resolve("keys.json"),
                """
                [{"id": "anyone", "secret": "anything", "account": "1000000000000001",
                  "role": "admin"}]
                """);
    }

    private static void install() throws Exception {
        Files.createDirectories(INSTALLED);
        Path lock = INSTALLED.resolve("package-lock.json");
        boolean same =
                Files.exists(lock)
                        && Files.exists(INSTALLED.resolve("node_modules/.package-lock.json"))
                        && Files.mismatch(lock, SCRIPTS.resolve("package-lock.json")) < 0;
        try (var scripts = Files.list(SCRIPTS)) {
            scripts.forEach(NodeClientsTest::copy);
        }
        if (!same) {
            run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        }
    }

    private static void copy(Path script) {
        try {
            Files.copy(
                    script,
                    INSTALLED.resolve(script.getFileName()),
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(INSTALLED.toAbsolutePath(), "run", ".log");
        var builder =
                new ProcessBuilder(command)
                        .directory(INSTALLED.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        if (signalbox != null) {
            builder.environment().put("ENDPOINT", signalbox.address().getAuthority());
        }
        Process process = builder.start();
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        process.destroyForcibly();
        String text = Files.readString(output);
        assertThat(ended).as("%s ends: %s", command[0], text).isTrue();
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }
}
