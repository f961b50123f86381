package dev.signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.contract.delivery.DeliveryId;
import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.replay.ReplayAccount;
import dev.signalbox.contract.replay.ReplayProgress;
import dev.signalbox.contract.replay.ReplayState;
import dev.signalbox.contract.replay.Speed;
import dev.signalbox.contract.rule.TargetKey;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Replays on a real broker: each delivery is sent once and the account adds up, whatever happens
/// in the middle.
class ReplayEndToEndTest {
    private static final String PAD = "x".repeat(400);

    @TempDir Path folder;

    /// Every tenth event is a repetition, every third matches no rule.
    ///
    /// @return the ids that match, each once
    private static Set<String> history(ReplayStage stage, int count) {
        var matching = new HashSet<String>();
        for (int i = 0; i < count; i++) {
            int number = i % 10 == 9 ? i - 9 : i;
            String type = number % 3 == 0 ? "other" : "wanted";
            stage.event("event-" + number, type, PAD);
            if (type.equals("wanted")) {
                matching.add("event-" + number);
            }
        }
        return matching;
    }

    private static String delivery(String event, String rule) {
        return DeliveryId.of(
                new EventKey(ReplayStage.ACCOUNT, "default", event),
                new TargetKey(ReplayStage.ACCOUNT, "default", rule, "hook"),
                ReplayStage.ID);
    }

    @Test
    void aReplayGoesOnWhereARestartedRouterTakesItOver() throws Exception {
        int count = 20_000;
        try (var stage = new ReplayStage(folder)) {
            stage.rule("wanted", "{'type': ['wanted']}");
            Set<String> matching = history(stage, count);
            stage.start(new Speed.Max());
            for (int restart = 1; restart <= 2; restart++) {
                try (var _ = stage.router()) {
                    stage.awaitTaken(restart * matching.size() / 4);
                }
            }
            assertThat(stage.replay().state()).isEqualTo(ReplayState.RUNNING);
            try (var _ = stage.router()) {
                ReplayProgress end = stage.awaitEnd(ReplayState.DONE);

                assertThat(stage.taken().keySet())
                        .containsExactlyInAnyOrderElementsOf(
                                matching.stream().map(id -> delivery(id, "wanted")).toList());
                assertThat(stage.taken().values()).as("sent").containsOnly(1);
                long chosen = matching.size();
                assertThat(end.counts().read()).isEqualTo(count);
                assertThat(end.counts().matched()).isEqualTo(chosen);
                assertThat(end.counts().delivered()).isEqualTo(chosen);
                assertThat(end.counts().addsUp()).as("%s", end.counts()).isTrue();
                assertThat(end.counts().inFlight()).isZero();
            }
        }
    }

    @Test
    void aPausedReplaySendsNothingAndGoesOnWhereItStopped() throws Exception {
        try (var stage = new ReplayStage(folder)) {
            stage.rule("wanted", "{'type': ['wanted']}");
            Set<String> matching = history(stage, 3_000);
            stage.hold(true);
            stage.start(new Speed.Max());
            try (var _ = stage.router()) {
                stage.awaitWaiting("256 deliveries to wanted/hook have not ended");
                stage.become(ReplayState.PAUSED);
                stage.hold(false);
                await().atMost(ReplayStage.PATIENCE).until(() -> hasStopped(stage));

                assertThat(stage.taken()).hasSize(256);
                assertThat(Objects.requireNonNull(stage.progress()).counts().delivered())
                        .isEqualTo(256);

                stage.become(ReplayState.RUNNING);
                ReplayProgress end = stage.awaitEnd(ReplayState.DONE);
                assertThat(stage.taken().values()).as("sent").containsOnly(1);
                assertThat(end.counts().delivered()).isEqualTo(matching.size());
            }
        }
    }

    private static boolean hasStopped(ReplayStage stage) {
        ReplayProgress progress = stage.progress();
        return progress != null && progress.runner().isEmpty();
    }

    @Test
    void whatRetentionDeletesInTheMiddleIsCountedAsExpired() throws Exception {
        int count = 20_000;
        try (var stage = new ReplayStage(folder)) {
            stage.rule("wanted", "{'type': ['wanted']}");
            Set<String> matching = history(stage, count);
            stage.hold(true);
            stage.start(new Speed.Max());
            try (var _ = stage.router()) {
                stage.awaitWaiting("have not ended");
                stage.deleteEventsBut(100);
                stage.hold(false);
                ReplayAccount counts = stage.awaitEnd(ReplayState.DONE).counts();

                assertThat(counts.addsUp()).as("%s", counts).isTrue();
                assertThat(counts.read()).isEqualTo(count);
                assertThat(counts.expired()).isPositive();
                assertThat(counts.matched()).isEqualTo(stage.taken().size());
                assertThat(counts.matched()).isLessThan(matching.size());
            }
        }
    }

    @Test
    void aRuleThatIsDeletedInTheMiddleEndsItsPart() throws Exception {
        int count = 3_000;
        try (var stage = new ReplayStage(folder)) {
            stage.rule("wanted", "{'type': ['wanted']}");
            stage.rule("all", "{'source': ['s']}");
            history(stage, count);
            stage.hold(true);
            stage.start(new Speed.Max());
            try (var _ = stage.router()) {
                stage.awaitWaiting("have not ended");
                stage.deleteRule("all");
                stage.hold(false);
                ReplayProgress end = stage.awaitEnd(ReplayState.DONE);

                ReplayAccount counts = end.counts();
                assertThat(stage.replay().reason()).contains("all");
                assertThat(counts.addsUp()).as("%s", counts).isTrue();
                assertThat(counts.read()).isEqualTo(count);
                assertThat(counts.unmatched()).isPositive();
                assertThat(counts.delivered()).isEqualTo(stage.taken().size());
            }
        }
    }

    @Test
    void aReplayWhoseRulesAreAllDeletedFails() throws Exception {
        try (var stage = new ReplayStage(folder)) {
            stage.rule("wanted", "{'type': ['wanted']}");
            history(stage, 3_000);
            stage.hold(true);
            stage.start(new Speed.Max());
            try (var _ = stage.router()) {
                stage.awaitWaiting("have not ended");
                stage.deleteRule("wanted");
                stage.hold(false);
                ReplayProgress end = stage.awaitEnd(ReplayState.FAILED);

                assertThat(stage.replay().reason()).contains("all its rules were deleted");
                assertThat(end.counts().addsUp()).isTrue();
                assertThat(end.counts().inFlight()).isZero();
            }
        }
    }
}
