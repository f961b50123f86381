package dev.signalbox.standalone.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void helpListsTheCommands() {
        assertThat(run(Map.of(), "help")).isZero();
        assertThat(out.toString(UTF_8))
                .contains(
                        "start",
                        "demo",
                        "bench",
                        "status",
                        "doctor",
                        "emit",
                        "receive",
                        "tail",
                        "version",
                        "rules",
                        "replay",
                        "replays",
                        "backtest",
                        "ingest",
                        "router",
                        "notifier",
                        "console",
                        "help",
                        "completion",
                        "settings")
                .doesNotContain("train");
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
        assertThat(err.toString(UTF_8)).hasLineCount(1).contains("'strat'", "mean 'start'?");
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
        assertThat(err.toString(UTF_8)).hasLineCount(1).contains("FILE");
    }

    @Test
    void emitOfAFileThatIsNotThereFails() {
        assertThat(run(Map.of(), "emit", "no-such-file.json")).isEqualTo(1);
        assertThat(err.toString(UTF_8)).hasLineCount(1).contains("no-such-file.json");
    }

    @Test
    void mistypedNamesAreAnsweredWithTheNearOne() {
        assertThat(wrongUse("rule", "apply")).contains("did you mean 'rules'?");
        assertThat(wrongUse("rules", "aply", "d")).contains("did you mean 'apply'?");
        assertThat(wrongUse("rules", "apply", "d", "--prun")).contains("did you mean '--prune'?");
        assertThat(wrongUse("help", "rule")).contains("did you mean 'rules'?");
        assertThat(wrongUse("completion", "bsh")).contains("one of: bash, zsh");
    }

    @Test
    void argumentsThatRulesCannotUseAreWrongUse() {
        assertThat(wrongUse("rules")).contains("apply, export, test");
        assertThat(wrongUse("rules", "apply")).contains("folder");
        assertThat(wrongUse("rules", "apply", "a", "b")).contains("takes no argument 'b'");
        assertThat(wrongUse("rules", "apply", "a", "--dry-run=no")).contains("takes no value");
        assertThat(wrongUse("rules", "apply", "a", "--url")).contains("--url needs a value");
        assertThat(wrongUse("rules", "apply", "a", "--url=here")).contains("http://");
        assertThat(wrongUse("rules", "apply", "a", "--account", "a/b")).contains("--account");
        assertThat(wrongUse("rules", "export", "a", "b")).contains("takes no argument 'b'");
        assertThat(wrongUse("rules", "test", "{}", "{}", "--quiet"))
                .contains("no option '--quiet'");
    }

    @Test
    void argumentsThatReceiveAndDoctorCannotUseAreWrongUse() {
        assertThat(wrongUse("receive", "--port", "65536")).contains("--port must be");
        assertThat(wrongUse("receive", "--status", "99")).contains("--status must be");
        assertThat(wrongUse("receive", "--delay", "-1")).contains("--delay must be");
        assertThat(wrongUse("receive", "--port", "0", "--secret", "x")).contains("--secret must");
        assertThat(wrongUse("doctor", "rooter")).contains("ingest, router, notifier, console");
        assertThat(wrongUse("status", "--url", "here")).contains("--url must be a URL");
    }

    @Test
    void timesMaySayHowLongAgoTheyAre() {
        for (String command : new String[] {"replay", "backtest"}) {
            String what = command.equals("replay") ? "--rule=r" : "r";
            assertThat(wrongUse(command, what, "--from=yesterday")).contains("how long ago");
            assertThat(wrongUse(command, what, "--from=1h", "--to=soon")).contains("how long ago");
            for (String to : new String[] {"30m", "2026-11-21T04:00:00+08:00", "1764547200000"}) {
                err.reset();
                var nobody = Map.of("SIGNALBOX_URL", "http://127.0.0.1:1");
                assertThat(run(nobody, command, what, "--from=7d", "--to=" + to)).isEqualTo(1);
                assertThat(err.toString(UTF_8)).contains("no connection");
            }
        }
    }

    @Test
    void aFileThatCannotBeUsedIsNamedWithTheReason(@TempDir Path folder) throws Exception {
        assertThat(run(Map.of(), "emit", folder.toString())).isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains(folder.toString(), "Is a directory");
    }

    @Test
    void helpOnRulesTeachesThemByExample() {
        assertThat(run(Map.of(), "help", "rules")).isZero();
        assertThat(out.toString(UTF_8))
                .contains("--dry-run", "--prune", "--force", "--url", "--account", "${env:NAME}");
        out.reset();
        assertThat(run(Map.of(), "rules", "apply", "--help")).isZero();
        assertThat(out.toString(UTF_8)).contains("--dry-run");
    }

    private String wrongUse(String... arguments) {
        err.reset();
        assertThat(run(Map.of(), arguments)).isEqualTo(2);
        assertThat(err.toString(UTF_8)).hasLineCount(1);
        return err.toString(UTF_8);
    }

    private int run(Map<String, String> environment, String... arguments) {
        return Signalbox.run(
                new Shell(
                        environment,
                        InputStream.nullInputStream(),
                        new PrintStream(out, true, UTF_8),
                        new PrintStream(err, true, UTF_8)),
                arguments);
    }
}
