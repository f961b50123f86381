package dev.signalbox.contract.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.InvalidPattern;
import dev.signalbox.contract.pattern.Pattern;
import dev.signalbox.contract.rule.Channel;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Replays for tests, here and in other modules.
public final class GivenReplays {
    public static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    public static final String ID = "rpl_AAECAwQFBgcICQoLDA0ODw";

    private GivenReplays() {}

    public static Pattern pattern(String json) {
        try {
            return Pattern.parse(Json.MAPPER.readTree(json));
        } catch (InvalidPattern | JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    /// An order for the hour before noon by the rule `jobs@3`, of two partitions.
    public static ReplayOrder order() {
        return new ReplayOrder(
                "default",
                NOON.minusSeconds(3_600),
                NOON,
                List.of(new PinnedRule("jobs", 3, pattern("{\"source\":[\"acs.pai.dlc\"]}"))),
                null,
                Set.of(),
                Only.ALL,
                new Speed.Max(),
                "",
                Map.of(0, new OffsetRange(100, 200), 1, new OffsetRange(0, 300)),
                false);
    }

    /// A plan of 40 deliveries.
    public static ReplayPlan plan() {
        return new ReplayPlan(
                400,
                40,
                40,
                List.of(
                        new PlannedTarget(
                                "jobs", "ding", Channel.DINGTALK, 40, 20, Duration.ofMinutes(2))),
                new BigDecimal("0.040"),
                Duration.ofMinutes(2),
                true,
                List.of("the robot takes 20 a minute"));
    }

    /// A replay as it is when ordered at noon, by the key `ops`.
    public static Replay planned(String account, String id) {
        return new Replay(
                account, id, order(), plan(), ReplayState.PLANNED, "", NOON, "ops", NOON, 1);
    }
}
