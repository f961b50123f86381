package dev.signalbox.notifier.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.notifier.testkit.TestRules;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigestTest {
    private static final String FAILED = "pai:DlcJobProgress:Failed";
    private static final String CREATED = "dataworks:NodeChange:NodeChangeCreated";

    private final List<Delivery> deliveries = new ArrayList<>();

    private Message digest() {
        return new Messages(ZoneId.of("Asia/Shanghai")).digest(deliveries);
    }

    private void add(String id, String rule, String type, Duration after) {
        add(id, "default", rule, type, after, "");
    }

    private void add(
            String id, String bus, String rule, String type, Duration after, String replay) {
        Delivery delivery =
                TestRules.delivery(
                        id,
                        new TargetKey(TestRules.ACCOUNT, bus, rule, "ding"),
                        type,
                        "{\"data\":{\"DisplayName\":\"job-%s\"}}".formatted(id));
        deliveries.add(
                new Delivery(
                        delivery.id(),
                        delivery.target(),
                        "",
                        delivery.event(),
                        delivery.source(),
                        type,
                        TestRules.ACCEPTED.plus(after),
                        0,
                        0,
                        List.of(),
                        replay,
                        false,
                        delivery.body()));
    }

    @Test
    void itCountsByRuleAndTypeAndTellsTheFirstAndTheLast() {
        add("e-4", "nodes", CREATED, Duration.ofSeconds(150));
        add("e-2", "jobs", FAILED, Duration.ofSeconds(30));
        add("e-1", "jobs", FAILED, Duration.ZERO);
        add("e-3", "jobs", FAILED, Duration.ofSeconds(60));
        add("e-5", "jobs", "shop:Order:Paid", Duration.ofSeconds(70));

        assertThat(digest())
                .isEqualTo(
                        new Message(
                                "5 events in 2 minutes, 3 times Job progress: failed",
                                List.of(
                                        new Fact("3 times", "Job progress: failed, by rule jobs"),
                                        new Fact("once", "shop:Order:Paid, by rule jobs"),
                                        new Fact("once", "Create a node, by rule nodes")),
                                List.of(
                                        new Fact(
                                                "First",
                                                "2026-11-21 12:00:00 +08:00 Job progress: failed:"
                                                        + " job-e-1"),
                                        new Fact(
                                                "Last",
                                                "2026-11-21 12:02:30 +08:00 Create a node:"
                                                        + " job-e-4"),
                                        new Fact("Signalbox rules", "jobs 4 times, nodes once"),
                                        new Fact(
                                                "Told together",
                                                "more came than a robot may be sent in a minute")),
                                null,
                                List.of("e-1", "e-2", "e-3", "e-5", "e-4")));
    }

    @Test
    void ofOneKindAndRuleItSaysSoOnce() {
        add("e-1", "jobs", FAILED, Duration.ZERO);
        add("e-2", "jobs", FAILED, Duration.ZERO);

        assertThat(digest().title()).isEqualTo("2 events within a second: Job progress: failed");
        assertThat(digest().facts()).containsExactly(new Fact("twice", "Job progress: failed"));
        assertThat(digest().fact("Signalbox rule")).isEqualTo("jobs");
    }

    @Test
    void theRarestKindsAreSummed() {
        add("frequent", "r", "t:frequent", Duration.ZERO);
        IntStream.range(0, 12).forEach(i -> add("e" + i, "r", "t:" + i, Duration.ZERO));
        add("again", "r", "t:frequent", Duration.ZERO);
        add("last", "r", "t:11", Duration.ZERO);

        List<Fact> facts = digest().facts();
        assertThat(facts).hasSize(9);
        assertThat(facts.subList(0, 2))
                .containsExactly(new Fact("twice", "t:frequent"), new Fact("twice", "t:11"));
        assertThat(facts.getLast()).isEqualTo(new Fact("and 5 more kinds", "5 times"));
    }

    @Test
    void anEventThatTwoRulesSendIsOneEvent() {
        add("e-1", "jobs", FAILED, Duration.ZERO);
        add("e-1", "all", FAILED, Duration.ZERO);

        assertThat(digest().title())
                .isEqualTo("2 messages of 1 event within a second: Job progress: failed");
        assertThat(digest().ids()).containsExactly("e-1");
    }

    @Test
    void rulesOfTwoBusesAreToldApart() {
        add("e-1", "test", "jobs", FAILED, Duration.ZERO, "");
        add("e-2", "default", "jobs", FAILED, Duration.ZERO, "");

        assertThat(digest().fact("Signalbox rules")).isEqualTo("test/jobs once, default/jobs once");
    }

    @Test
    void ofManyRulesThreeAreNamed() {
        IntStream.range(0, 7).forEach(i -> add("e" + i, "r" + i, FAILED, Duration.ZERO));

        assertThat(digest().fact("Signalbox rules"))
                .isEqualTo("r0 once, r1 once, r2 once and 4 more");
    }

    @Test
    void replaysAreMarked() {
        add("e-1", "default", "jobs", FAILED, Duration.ZERO, "replay-7");
        assertThat(digest().title()).startsWith("Replay: 1 event ").doesNotContain(": Replay");

        add("e-2", "jobs", FAILED, Duration.ZERO);
        assertThat(digest().title())
                .isEqualTo("2 events within a second, once Replay: Job progress: failed");
        assertThat(digest().facts())
                .containsExactly(
                        new Fact("once", "Replay: Job progress: failed"),
                        new Fact("once", "Job progress: failed"));
    }

    @ParameterizedTest
    @CsvSource({
        "PT0.9S, within a second",
        "PT1S, in 1 second",
        "PT119S, in 119 seconds",
        "PT120S, in 2 minutes",
        "PT119M, in 119 minutes",
        "PT2H, in 2 hours",
        "PT47H, in 47 hours",
        "PT48H, in 2 days"
    })
    void theTimeIsToldInItsUnit(Duration time, String words) {
        add("e-1", "jobs", FAILED, Duration.ZERO);
        add("e-2", "jobs", FAILED, time);

        assertThat(digest().title()).isEqualTo("2 events " + words + ": Job progress: failed");
    }

    @Test
    void idsAreLeftOutWhereTheyFindNoRoomAndTheirNumberIsTold() {
        IntStream.range(0, 100).forEach(i -> add("e-" + i, "jobs", FAILED, Duration.ZERO));
        Message message = digest();

        assertThat(message.idsWithin(id -> id, 60))
                .isEqualTo("e-0, e-1, e-2, e-3 and 96 more, see GET /api/deliveries");
        assertThat(message.idsWithin(id -> id, 30)).isEqualTo("100, see GET /api/deliveries");
        assertThat(message.idsWithin(id -> id, 20)).isEmpty();
        assertThat(message.idsWithin(id -> id, 10_000)).startsWith("e-0, ").endsWith(", e-99");
    }

    @Test
    void ofNothingThereIsNoDigest() {
        assertThatThrownBy(this::digest).isInstanceOf(IllegalArgumentException.class);
    }
}
