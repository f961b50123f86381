package dev.signalbox.standalone.rulefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleFilesTest {
    private static final String RULE = "{\"pattern\": {}, \"targets\": []}";
    private static final String WITH_TARGET =
            "{\"pattern\": {}, \"targets\": [{\"id\": \"a\", \"type\": \"http\", \"url\":"
                    + " \"%s\"}]}";

    @TempDir private Path folder;

    @Test
    void aFolderIsABusAndAFileIsARule() throws Exception {
        write("top.json", RULE);
        write("ops/jobs.json", RULE);
        write("ops/models.v2.json", RULE);
        write("README.md", "not a rule");
        write(".git/config.json", "not a rule");
        Files.createDirectories(folder.resolve("empty"));

        var read = read();
        assertThat(read.buses()).containsExactly("default", "empty", "ops");
        assertThat(read.rules())
                .extracting(WrittenRule::label)
                .containsExactly("default/top", "ops/jobs", "ops/models.v2");
    }

    @Test
    void aFileMayHoldManyRules() throws Exception {
        write(
                "all.json",
                """
                {"buses": ["b", "c"], "rules": [
                  {"bus": "b", "name": "one", "pattern": {}, "targets": []},
                  {"name": "two", "pattern": {}, "targets": [], "revision": 7}]}\
                """);
        write("ops/more.json", "[{\"name\": \"three\", \"pattern\": {}, \"targets\": []}]");

        var read = read();
        assertThat(read.buses()).containsExactly("b", "c", "default", "ops");
        assertThat(read.rules())
                .extracting(WrittenRule::label)
                .containsExactly("b/one", "default/two", "ops/three");
        assertThat(read.rules().get(1).json().has("revision")).isFalse();
    }

    @Test
    void referencesAreTakenFromTheEnvironment() throws Exception {
        write(
                "r.json",
                """
                {"pattern": {}, "targets": [{"id": "a", "type": "http",
                  "url": "https://example.com/?a=${env:ONE}&b=${env:TWO}",
                  "transform": {"form": "CONSTANT", "value": "${env:ONE}"}}]}\
                """);

        var target = read().rules().getFirst().json().path("targets").path(0);
        assertThat(target.path("url").asText()).isEqualTo("https://example.com/?a=1$&b=2");
        assertThat(target.path("transform").path("value").asText()).isEqualTo("${env:ONE}");
    }

    @Test
    void everyProblemIsToldWithItsFile() throws Exception {
        write("a.json", "{");
        write("b.json", "{\"pattern\": {\"source\": \"x\"}, \"targets\": []}");
        write("c.json", WITH_TARGET.formatted("https://example.com/?k=${env:NONE}"));
        write("d.json", WITH_TARGET.formatted("https://example.com/?k=${env:ON-E}"));
        write("e.json", WITH_TARGET.formatted("ftp://example.com/"));
        write("f.json", "{\"name\": \"g\", \"pattern\": {}, \"targets\": []}");
        write("h.yaml", "pattern: {}");
        write("i.json", "[{\"pattern\": {}, \"targets\": []}]");
        write("j.json", "3");
        write("ops/k.json", "{\"bus\": \"other\", \"pattern\": {}, \"targets\": []}");
        write("ops/deep/l.json", RULE);
        write("no bus/m.json", RULE);
        write("n o.json", RULE);
        write("p.json", "{\"rules\": [], \"ruels\": []}");

        assertThat(problems())
                .satisfiesExactlyInAnyOrder(
                        one -> assertThat(one).contains("a.json: is not JSON"),
                        one -> assertThat(one).contains("b.json: pattern.source: must be an array"),
                        one ->
                                assertThat(one)
                                        .contains("c.json: targets[0].url", "NONE", "not set"),
                        one -> assertThat(one).contains("d.json: targets[0].url", "${env:NAME}"),
                        one -> assertThat(one).contains("e.json: targets[0].url", "https://"),
                        one -> assertThat(one).contains("f.json: name: is 'g'"),
                        one -> assertThat(one).contains("h.yaml", "JSON, not in YAML"),
                        one -> assertThat(one).contains("i.json: rules[0]: name: is missing"),
                        one -> assertThat(one).contains("j.json: must hold a rule"),
                        one -> assertThat(one).contains("k.json: bus:", "'ops'"),
                        one -> assertThat(one).contains("deep: a bus's folder holds files only"),
                        one -> assertThat(one).contains("no bus: no bus can be called"),
                        one -> assertThat(one).contains("n o.json: name: no rule can be called"),
                        one -> assertThat(one).contains("p.json: ruels:"));
    }

    @Test
    void aRuleThatStandsInTwoFilesIsAProblem() throws Exception {
        write("r.json", RULE);
        write("default/r.json", RULE);
        assertThat(problems()).singleElement().asString().contains("default/r is in", "too");
    }

    @Test
    void whereThereAreNoRulesThatIsSaid() throws Exception {
        assertThat(problems()).singleElement().asString().endsWith("holds no rules");
    }

    @Test
    void aSecretIsInNoProblem() throws Exception {
        write("r.json", WITH_TARGET.formatted("ftp://example.com/s3cret?k=s3cret"));
        write("s.json", "{\"targets\": [{\"id\": \"a\", \"signingKey\": \"s3cret\"], \"x\": 1}");
        assertThat(problems()).hasSize(2).noneMatch(problem -> problem.contains("s3cret"));
    }

    private List<String> problems() {
        return catchThrowableOfType(InvalidRuleFiles.class, this::read).problems();
    }

    private RuleFiles.Read read() throws InvalidRuleFiles, IOException {
        return RuleFiles.read(
                folder.toString(), InputStream.nullInputStream(), Map.of("ONE", "1$", "TWO", "2"));
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
