package dev.signalbox.console.rule;

import static dev.signalbox.console.ConsoleRig.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.console.ConsoleRig;
import dev.signalbox.console.MemoryLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples of docs/rules.md, done.
class RulesPageTest {
    private static final Pattern EXAMPLE = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

    @TempDir private Path data;

    @Test
    void everyExampleIsAcceptedAndTheWrongOneIsAnsweredAsThePageSays() throws IOException {
        String page = Files.readString(Path.of("../docs/rules.md"));
        List<JsonNode> examples =
                EXAMPLE.matcher(page).results().map(found -> json(found.group(1))).toList();
        JsonNode wrong = examples.get(examples.size() - 2);
        JsonNode refusal = examples.getLast();

        try (var rig = new ConsoleRig(new MemoryLog(), data)) {
            for (JsonNode rule : examples.subList(0, examples.size() - 2)) {
                String name = rule.path("name").asText("any");
                assertThat(rig.put("/api/buses/default/rules/" + name, rule).status())
                        .as(rule.toString())
                        .isIn(200, 201);
            }
            assertThat(rig.text("/api/buses/default/rules/committed-files"))
                    .contains("https://review.example.com/hook?token=***");
            var answer = rig.put("/api/buses/default/rules/wrong", wrong);
            assertThat(answer.code()).isEqualTo(refusal.path("code").asText());
            assertThat(answer.message()).isEqualTo(refusal.path("message").asText());
        }
    }
}
