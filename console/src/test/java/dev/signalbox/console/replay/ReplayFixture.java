package dev.signalbox.console.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.console.ConsoleRig;
import dev.signalbox.console.ConsoleRig.Answer;
import dev.signalbox.console.MemoryLog;
import dev.signalbox.contract.replay.Replay;
import dev.signalbox.contract.replay.ReplayKey;
import dev.signalbox.contract.replay.ReplayRecords;
import dev.signalbox.contract.replay.ReplayState;
import dev.signalbox.contract.topic.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A console with two rules and an hour of events, and the log of replays that it writes.
abstract class ReplayFixture {
    static final String ACCOUNT = "1000000000000001";
    static final String REPLAYS = "/api/replays";
    static final String LAST_HOUR = "\"from\":\"2026-11-30T15:30:00Z\"";
    static final Instant NOW = ConsoleRig.NOW;

    @TempDir Path data;
    final MemoryLog rules = new MemoryLog();
    final MemoryLog log = new MemoryLog(Topic.REPLAYS);
    ConsoleRig rig;

    @BeforeEach
    void start() {
        rig = new ConsoleRig(rules, log, data);
        rule("jobs", true);
        rule("off", false);
        event("default", "a", "acs.pai.dlc", 50);
        event("default", "b", "acs.pai.dlc", 40);
        event("default", "a", "acs.pai.dlc", 30); // a repetition
        event("default", "c", "acs.dataworks", 20);
        event("default", "old", "acs.pai.dlc", 90);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private void rule(String name, boolean enabled) {
        assertThat(
                        rig.put(
                                        "/api/buses/default/rules/" + name,
                                        """
                                        {"enabled":%s,"pattern":{"source":["acs.pai.dlc"]},
                                        "targets":[{"id":"hook","type":"http",
                                        "url":"https://ops.example.com/hook","ratePerMinute":2}]}
                                        """
                                                .formatted(enabled))
                                .status())
                .isEqualTo(201);
    }

    void event(String bus, String id, String source, long minutesAgo) {
        rig.topics()
                .event(
                        ACCOUNT + "/" + bus + "/" + id,
                        source,
                        "t",
                        NOW.minus(Duration.ofMinutes(minutesAgo)).toEpochMilli(),
                        "{}");
    }

    Answer order(String fields) {
        return rig.send("POST", REPLAYS, "{" + fields + "}");
    }

    /// Orders a replay of the last hour by the rule `jobs`.
    String ordered() {
        Answer answer = order(LAST_HOUR + ",\"rules\":[\"jobs\"]");
        assertThat(answer.status()).as(answer.message()).isEqualTo(202);
        return answer.body().path("id").asText();
    }

    JsonNode replay(String id) {
        return rig.get(REPLAYS + "/" + id).body();
    }

    Answer act(String id, String act) {
        return rig.post(REPLAYS + "/" + id + "/" + act);
    }

    /// Writes what a runner does when a replay has ended.
    void ends(String id, ReplayState state, String reason) {
        var key = new ReplayKey(ACCOUNT, id);
        String record =
                log.dump()
                        .lines()
                        .filter(line -> line.startsWith(key + "={"))
                        .reduce((first, second) -> second)
                        .orElseThrow();
        Replay running =
                ReplayRecords.readReplay(
                        key, record.substring(record.indexOf('{')).getBytes(UTF_8));
        log.write(
                key.toString(),
                new String(ReplayRecords.write(running.become(state, reason, NOW)), UTF_8));
    }
}
