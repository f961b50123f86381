package dev.signalbox.standalone.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The completion script, asked in bash.
class CompletionTest {
    @TempDir private Path folder;

    @Test
    void commandsAreCompleted() throws Exception {
        assertThat(completed("")).contains("start", "demo", "emit", "rules", "notifier", "help");
        assertThat(completed("ru")).containsExactly("rules");
        assertThat(completed("nonsense")).isEmpty();
    }

    @Test
    void subcommandsOptionsAndTopicsAreCompleted() throws Exception {
        assertThat(completed("rules", "")).containsExactly("apply", "export", "test");
        assertThat(completed("rules", "apply", "--p")).containsExactly("--prune");
        assertThat(completed("rules", "apply", "some folder", "--"))
                .contains("--dry-run", "--prune", "--url", "--account");
        assertThat(completed("help", "")).containsExactly("rules", "settings");
        assertThat(completed("completion", "z")).containsExactly("zsh");
    }

    @Test
    void filesAreCompletedWhereTheyAreTaken() throws Exception {
        Files.createFile(folder.resolve("event.json"));
        String start = folder.resolve("eve").toString();
        assertThat(completed("emit", start)).containsExactly(start + "nt.json");
        assertThat(completed("start", start)).isEmpty();
    }

    @Test
    void oneScriptServesBashAndZsh() {
        assertThat(script("zsh")).contains("bashcompinit").isEqualTo(script("bash"));
    }

    private static String script(String shell) {
        var result = CommandRun.run(Map.of(), "", "completion", shell);
        assertThat(result.code()).isZero();
        return result.out();
    }

    private List<String> completed(String... words) throws IOException, InterruptedException {
        Path file = folder.resolve("completion.bash");
        Files.writeString(file, script("bash"));
        var line = new StringBuilder("source '" + file + "'; COMP_WORDS=(signalbox");
        for (String word : words) {
            line.append(" '").append(word).append('\'');
        }
        line.append("); COMP_CWORD=").append(words.length);
        line.append("; _complete_signalbox; printf '%s\\n' \"${COMPREPLY[@]}\"");
        Process bash =
                new ProcessBuilder("bash", "--norc", "-c", line.toString())
                        .redirectError(
                                ProcessBuilder.Redirect.DISCARD) // compopt needs a real completion
                        .start();
        String out = new String(bash.getInputStream().readAllBytes(), UTF_8);
        assertThat(bash.waitFor()).as(out).isZero();
        return out.lines().filter(one -> !one.isEmpty()).toList();
    }
}
