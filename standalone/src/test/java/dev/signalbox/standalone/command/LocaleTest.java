package dev.signalbox.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the command line reads and writes is UTF-8, under every locale. The script of each test
/// writes its Chinese itself, as the test's own JVM may not be able to hand it over.
class LocaleTest {
    @TempDir Path folder;
    private Launcher launcher;

    @BeforeEach
    void layOut() throws Exception {
        launcher = Launcher.in(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "POSIX", "zh_CN.GBK"})
    void argumentsFilesVariablesAndStreamsAreUtf8(String locale) throws Exception {
        Launcher.Result result =
                script(
                        locale,
                        """
                        echo '{"data": {"状态": "失败"}}' > 事件.json
                        pattern='{"data": {"状态": ["失败"]}}'
                        ./signalbox rules test "$pattern" 事件.json
                        ./signalbox rules test "$pattern" - < 事件.json
                        ./signalbox rules test "${pattern/失败/成功}" 事件.json
                        SIGNALBOX_HOSTS=主机 ./signalbox emit 事件.json
                        """);

        assertThat(result.out())
                .startsWith("match\nmatch\nno match: ")
                .contains("状态", "成功")
                .doesNotContain("?", "\uFFFD");
        assertThat(result.err()).contains("SIGNALBOX_HOSTS: '主机' is not a host name");
    }

    @Test
    void withoutTheLauncherStreamsAreUtf8AndLostCharactersAreRefused() throws Exception {
        Launcher.Result result =
                script(
                        "C",
                        """
                        java="$JAVA_HOME/bin/java -XX:TieredStopAtLevel=1 -cp lib/classes.jar"
                        java="$java dev.signalbox.standalone.command.Signalbox"
                        echo '{"data": {"x": "失败"}}' > event.json
                        echo '{"data": {"x": ["成功"]}}' | $java rules test - event.json
                        $java rules test '{"data": {"x": ["失败"]}}' '{"data": {"x": "成功"}}'
                        SIGNALBOX_SMS_SIGN_NAME=签名 $java emit event.json
                        """);

        assertThat(result.out()).startsWith("no match").contains("成功").hasLineCount(1);
        assertThat(result.err())
                .contains("an argument is not UTF-8, or the locale is not")
                .contains("SIGNALBOX_SMS_SIGN_NAME: is not UTF-8, or the locale is not");
    }

    private Launcher.Result script(String locale, String text) throws Exception {
        Files.writeString(folder.resolve("script"), text);
        return Launcher.result(launcher.bash(Map.of("LC_ALL", locale), ". ./script"));
    }
}
