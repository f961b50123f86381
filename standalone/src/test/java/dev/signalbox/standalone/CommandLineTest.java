package dev.signalbox.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandLineTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void helpListsTheCommands() {
        assertThat(run(Map.of(), "help")).isZero();
        assertThat(out.toString(UTF_8)).contains("start", "demo", "emit", "bench", "help settings");
    }

    @Test
    void everySettingIsListedWithItsMeaningAndDefault() {
        assertThat(run(Map.of(), "help", "settings")).isZero();
        assertThat(out.toString(UTF_8))
                .contains("SIGNALBOX_HTTP (127.0.0.1:8080)")
                .contains("SIGNALBOX_PARTITIONS (4 | 12)")
                .contains("SIGNALBOX_DEDUP_WINDOW (PT24H)")
                .contains("SIGNALBOX_JVM_OPTIONS");
    }

    @Test
    void anUnknownCommandIsWrongUseInOneLine() {
        assertThat(run(Map.of(), "strat")).isEqualTo(2);
        assertThat(err.toString(UTF_8)).hasLineCount(1).contains("'strat'");
    }

    @Test
    void wrongSettingsAreAllToldInOneLine() {
        assertThat(
                        run(
                                Map.of(
                                        "SIGNALBOX_HTTP", "nowhere",
                                        "SIGNALBOX_PARTITIONS", "none"),
                                "start"))
                .isEqualTo(2);
        assertThat(err.toString(UTF_8))
                .hasLineCount(1)
                .contains("SIGNALBOX_HTTP", "SIGNALBOX_PARTITIONS");
    }

    @Test
    void emitWithoutAFileIsWrongUse() {
        assertThat(run(Map.of(), "emit")).isEqualTo(2);
        assertThat(err.toString(UTF_8)).hasLineCount(1).contains("file");
    }

    @Test
    void emitOfAFileThatIsNotThereFails() {
        assertThat(run(Map.of(), "emit", "no-such-file.json")).isEqualTo(1);
        assertThat(err.toString(UTF_8)).hasLineCount(1).contains("no-such-file.json");
    }

    private int run(Map<String, String> environment, String... arguments) {
        return new Signalbox(
                        environment,
                        new PrintStream(out, true, UTF_8),
                        new PrintStream(err, true, UTF_8))
                .run(arguments);
    }
}
