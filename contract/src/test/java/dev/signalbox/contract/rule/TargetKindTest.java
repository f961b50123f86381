package dev.signalbox.contract.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The rules for the description of every kind of target, and for its place in the docs.
class TargetKindTest {
    @ParameterizedTest
    @EnumSource
    void eventBridgesClientsCanWriteEachFieldAndTheTransform(Channel channel) {
        TargetKind<?> kind = channel.kind();

        assertThat(kind.eventBridge().params())
                .extracting(EventBridgeForm.Param::field)
                .filteredOn(field -> !field.isEmpty() && !field.equals(EventBridgeForm.TRANSFORM))
                .containsExactlyInAnyOrderElementsOf(
                        kind.fields().stream().map(TargetField::name).toList());
        assertThat(kind.eventBridge().params())
                .extracting(EventBridgeForm.Param::field)
                .containsOnlyOnce(EventBridgeForm.TRANSFORM);
    }

    @Test
    void noTwoKindsHaveATypeOfEventBridgeInCommon() {
        assertThat(Arrays.stream(Channel.values()))
                .flatMap(channel -> channel.kind().eventBridge().types())
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void eachKindIsInTheDocs(Channel channel) throws IOException {
        assertThat(Files.readAllLines(Path.of("../docs/rules.md")))
                .as("docs/rules.md")
                .anyMatch(line ->
                        line.startsWith("| `type` |")
                                && line.contains("`" + channel.label() + "`"));
        assertThat(Files.readString(Path.of("../docs/channels.md")))
                .as("docs/channels.md")
                .containsAnyOf(
                        "`" + channel.label() + "`", "\"type\": \"" + channel.label() + "\"");
        for (String type : channel.kind().eventBridge().types()) {
            assertThat(Files.readAllLines(Path.of("../docs/eventbridge.md")))
                    .as("docs/eventbridge.md")
                    .anyMatch(line -> line.startsWith("| `") && line.contains("`" + type + "`"));
        }
    }
}
