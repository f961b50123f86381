package dev.signalbox.console.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.console.ConsoleRig;
import dev.signalbox.console.MemoryLog;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatternsApiTest {
    private static final String PATH = "/api/patterns/test";

    @TempDir private Path data;
    private ConsoleRig rig;

    @BeforeEach
    void start() {
        rig = new ConsoleRig(new MemoryLog(), data);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void aPatternThatMatchesSaysSo() {
        var answer =
                rig.send(
                        "POST",
                        PATH,
                        """
                        {"pattern": {"source": [{"prefix": "acs."}], "data": {"status": [5, 6]}},
                         "event": {"source": "acs.dataworks", "data": {"status": 6}}}\
                        """);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("matches").asBoolean()).isTrue();
        assertThat(answer.body().path("why").isNull()).isTrue();
    }

    @Test
    void aPatternThatDoesNotMatchSaysWhyNot() {
        var answer =
                rig.send(
                        "POST",
                        PATH,
                        """
                        {"pattern": {"data": {"status": [3, 5]}},
                         "event": {"source": "acs.dataworks", "data": {"status": 6}}}\
                        """);

        assertThat(answer.body().path("matches").asBoolean(true)).isFalse();
        assertThat(answer.body().path("why").asText()).contains("data.status", "6", "3", "5");
    }

    @Test
    void aMisspeltTypeIsWarnedOfWithItsNeighbour() {
        var answer =
                rig.send(
                        "POST",
                        PATH,
                        """
                        {"pattern": {"type": ["dataworks:FileChange:ComitFile"]}, "event": {}}\
                        """);

        assertThat(answer.body().path("warnings").path(0).asText())
                .contains("dataworks:FileChange:CommitFile");
    }

    @Test
    void whatIsWrongIsNamedWithItsPath() {
        var answer =
                rig.send("POST", PATH, "{\"pattern\": {\"source\": \"acs.oss\"}, \"event\": []}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).contains("pattern.source", "event: must be an object");
    }

    @Test
    void severalEventsAreTriedInOneCall() {
        var answer =
                rig.send(
                        "POST",
                        PATH,
                        """
                        {"pattern": {"data": {"status": [5]}},
                         "events": [{"data": {"status": 5}}, {"data": {"status": 6}}]}\
                        """);

        assertThat(answer.status()).isEqualTo(200);
        var results = answer.body().path("results");
        assertThat(results).hasSize(2);
        assertThat(results.path(0).path("matches").asBoolean()).isTrue();
        assertThat(results.path(0).path("why").isNull()).isTrue();
        assertThat(results.path(1).path("matches").asBoolean(true)).isFalse();
        assertThat(results.path(1).path("why").asText()).contains("data.status is 6");
    }

    @Test
    void aListOfEventsThatCannotBeTriedIsRefused() {
        for (String events : new String[] {"[]", "{}", "[1]", "[{}], \"event\": {}"}) {
            var answer =
                    rig.send("POST", PATH, "{\"pattern\": {}, \"events\": %s}".formatted(events));

            assertThat(answer.status()).as(events).isEqualTo(400);
            assertThat(answer.message()).as(events).startsWith("events");
        }
    }
}
