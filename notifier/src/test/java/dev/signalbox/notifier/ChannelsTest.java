package dev.signalbox.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.rule.Channel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The tests of senders, compared with the kinds of targets.
class ChannelsTest {
    private static final Path TESTS = Path.of("src/test/java/dev/signalbox/notifier");

    @ParameterizedTest
    @EnumSource
    void everyKindOfTargetIsSentByATest(Channel channel) throws IOException {
        String target = "new Target." + channel.kind().type().getSimpleName() + "(";

        try (Stream<Path> files = Files.walk(TESTS)) {
            assertThat(files.filter(file -> file.toString().endsWith("Test.java")))
                    .as("a test with " + target)
                    .anySatisfy(file -> assertThat(file).content().contains(target));
        }
    }
}
