package dev.signalbox.contract.transform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.rule.Transform;
import dev.signalbox.contract.transform.Transformed.Body;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The transforms of docs/rules.md, applied.
class TransformPageTest {
    private static final Pattern EXAMPLE =
            Pattern.compile("```transform\n(.*?)```", Pattern.DOTALL);

    @TestFactory
    Stream<DynamicTest> everyExampleMakesWhatThePageSays() throws IOException {
        return examples().stream()
                .map(lines -> DynamicTest.dynamicTest(lines.getFirst(), () -> check(lines)));
    }

    @Test
    void thePageShowsEveryForm() throws IOException {
        assertThat(examples()).hasSizeGreaterThan(8);
        for (String form : List.of("ORIGINAL", "CONSTANT", "JSONPATH", "TEMPLATE")) {
            assertThat(examples())
                    .anyMatch(lines -> lines.getFirst().contains("{\"form\": \"" + form + "\""));
        }
    }

    private static List<List<String>> examples() throws IOException {
        String page = Files.readString(Path.of("../docs/rules.md"));
        return EXAMPLE.matcher(page)
                .results()
                .map(found -> found.group(1).lines().toList())
                .toList();
    }

    private static void check(List<String> lines) throws Exception {
        Transform transform = transform(Json.MAPPER.readTree(lines.getFirst()));
        if (lines.get(1).startsWith("refused ")) {
            assertThatThrownBy(() -> Transformer.of(transform))
                    .hasMessage(lines.get(1).substring("refused ".length()));
            return;
        }
        Transformer transformer = Transformer.of(transform);
        for (int i = 1; i < lines.size(); i += 2) {
            assertThat(lines.get(i)).startsWith("from ");
            byte[] event = lines.get(i).substring("from ".length()).strip().getBytes(UTF_8);
            var made = (Body) transformer.apply(event);
            String said =
                    switch (made.format()) {
                        case EVENT -> "event ";
                        case JSON -> "json ";
                        case TEXT -> "text ";
                    };
            assertThat(said + new String(made.bytes(), UTF_8))
                    .isEqualTo(lines.get(i + 1).replaceFirst(" +", " "));
        }
    }

    private static Transform transform(JsonNode json) {
        JsonNode value = json.path("value");
        return switch (json.path("form").asText()) {
            case "ORIGINAL" -> Transform.ORIGINAL;
            case "CONSTANT" -> new Transform.Constant(text(value));
            case "JSONPATH" -> new Transform.JsonPath(text(value));
            case "TEMPLATE" -> {
                var variables = new TreeMap<String, String>();
                value.properties()
                        .forEach(field ->
                                variables.put(field.getKey(), field.getValue().textValue()));
                yield new Transform.Template(variables, text(json.path("template")));
            }
            default -> throw new AssertionError(json);
        };
    }

    private static String text(JsonNode json) {
        return json.isTextual() ? json.textValue() : json.toString();
    }
}
