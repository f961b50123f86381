package dev.signalbox.contract.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The table of topics in docs/architecture.md, compared with the topics.
class TopicsPageTest {
    @ParameterizedTest
    @EnumSource
    void everyTopicHasItsRow(Topic topic) throws IOException {
        assertThat(Files.readAllLines(Path.of("../docs/architecture.md")))
                .as("docs/architecture.md")
                .anyMatch(line -> line.startsWith("| `" + topic.topicName() + "` |"));
    }
}
