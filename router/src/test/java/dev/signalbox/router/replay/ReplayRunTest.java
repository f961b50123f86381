package dev.signalbox.router.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.replay.Only;
import dev.signalbox.contract.replay.ReplayAccount;
import dev.signalbox.contract.replay.ReplayProgress;
import dev.signalbox.contract.replay.ReplayState;
import dev.signalbox.contract.replay.Speed;
import dev.signalbox.contract.topic.Topic;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayRunTest {
    private ReplayWorld world = new ReplayWorld(10);

    private void history(int count) {
        world.rule("all", "{'source': ['s']}", "hook");
        for (int i = 0; i < count; i++) {
            world.event("default", "e" + i, "a", i);
        }
    }

    /// Takes some steps, within which all that can be done is done.
    private void steps(ReplayRun run, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(world.step(run)).isTrue();
        }
    }

    private List<String> sentEvents() {
        return world.sent().stream().map(one -> one.event().id()).sorted().toList();
    }

    @Test
    void aDeliverySaysOfWhichReplayRuleAndTimeItIs() {
        history(1);
        world.order(new Speed.Max());
        try (ReplayRun run = world.run(ReplayRun.Mode.SEND)) {
            steps(run, 4);
        }

        Delivery sent = world.sent().getFirst();
        assertThat(sent.replay()).isEqualTo(ReplayWorld.KEY.id());
        assertThat(sent.revision()).isEqualTo(3);
        assertThat(sent.accepted()).isEqualTo(ReplayWorld.FROM);
        assertThat(sent.source()).isEqualTo("s");
    }

    @Test
    void aTargetHasNoMoreUnfinishedDeliveriesThanCredits() {
        history(400);
        world.order(new Speed.Max());
        try (ReplayRun run = world.run(ReplayRun.Mode.SEND)) {
            steps(run, 200);
            assertThat(world.sent()).hasSize(256);
            assertThat(world.progress().waitsFor())
                    .isEqualTo("256 deliveries to all/hook have not ended");

            world.end(10, false);
            steps(run, 10);
            assertThat(world.sent()).hasSize(266);
        }
    }

    @Test
    void aRunThatHearsOfANewerOneWritesNothingMore() {
        history(400);
        world.order(new Speed.Max());
        try (ReplayRun old = world.run(ReplayRun.Mode.SEND)) {
            steps(old, 20);
            try (ReplayRun newer = world.run(ReplayRun.Mode.SEND)) {
                steps(newer, 1);
                old.heard(world.progress());
                long written = world.kafka.end(Topic.REPLAYS, 0);
                int sent = world.sent().size();

                assertThat(world.step(old)).isFalse();
                assertThat(world.kafka.end(Topic.REPLAYS, 0)).isEqualTo(written);
                assertThat(world.sent()).hasSize(sent);
            }
        }
    }

    @Test
    void soManyASecondAreSent() {
        history(100);
        world.order(new Speed.PerSecond(10));
        try (ReplayRun run = world.run(ReplayRun.Mode.SEND)) {
            steps(run, 20);
            int before = world.sent().size();
            steps(run, 10); // three seconds

            assertThat(world.sent().size() - before).isBetween(28, 32);
        }
    }

    @Test
    void aReplayMakesRoomWhileLiveEventsAreBehind() {
        world = new ReplayWorld(1_000);
        history(2_000);
        world.order(new Speed.Max());
        try (ReplayRun run = world.run(ReplayRun.Mode.SEND)) {
            steps(run, 1);
            LiveLag.Mark live = world.lag.take();
            live.routes(1, world.now().minusSeconds(60).toEpochMilli());
            world.lag.look(world.now());
            int behind = sentWithin100Milliseconds(run);
            live.routes(2, world.now().toEpochMilli());
            world.lag.look(world.now());
            world.pass(Duration.ofMillis(100));

            assertThat(behind).isLessThan(sentWithin100Milliseconds(run) / 2);
        }
    }

    private int sentWithin100Milliseconds(ReplayRun run) {
        int before = world.sent().size();
        for (int i = 0; i < 9; i++) {
            assertThat(world.step(run, Duration.ofMillis(10))).isTrue();
            world.end(300, false);
        }
        return world.sent().size() - before;
    }

    @Test
    void aReplayCancelledAfterACrashCountsAllThatWasSent() {
        history(100);
        world.order(new Speed.Max());
        try (ReplayRun dead = world.run(ReplayRun.Mode.SEND)) {
            steps(dead, 1);
            while (world.sent().size() < 20) {
                steps(dead, 1);
            }
        }
        int sent = world.sent().size();
        world.become(ReplayState.CANCELLED);
        try (ReplayRun run = world.run(ReplayRun.Mode.SETTLE)) {
            boolean on = true;
            for (int i = 0; on && i < 100; i++) {
                on = world.step(run);
                world.end(5, true);
            }
            assertThat(on).isFalse();
        }

        ReplayProgress progress = world.progress();
        assertThat(world.sent()).hasSize(sent);
        assertThat(progress.counts().deliveries()).isEqualTo(sent);
        assertThat(progress.counts().cancelled()).isEqualTo(sent);
        assertThat(progress.counts().addsUp()).isTrue();
        assertThat(progress.runner()).isEmpty();
        assertThat(world.replay().state()).isEqualTo(ReplayState.CANCELLED);
    }

    @Test
    void aPausedReplayStopsListeningWhenNothingEndsForAMinute() {
        history(100);
        world.order(new Speed.Max());
        try (ReplayRun run = world.run(ReplayRun.Mode.SEND)) {
            steps(run, 10);
            world.become(ReplayState.PAUSED);
            run.become(ReplayRun.Mode.SETTLE);
            steps(run, 2);
            world.pass(Duration.ofSeconds(61));

            assertThat(world.step(run)).isFalse();
        }
        assertThat(world.progress().runner()).isEmpty();
        assertThat(world.progress().counts().inFlight()).isPositive();
        assertThat(world.progress().unfinished()).containsOnlyKeys("all/hook");
    }

    @Test
    void whatRetentionDeletedIsCountedOnceOverACrash() {
        history(600);
        world.order(new Speed.Max());
        try (ReplayRun dead = world.run(ReplayRun.Mode.SEND)) {
            steps(dead, 10);
            for (int partition = 0; partition < ReplayWorld.PARTITIONS; partition++) {
                world.kafka.deleteBefore(
                        Topic.EVENTS, partition, world.kafka.end(Topic.EVENTS, partition) - 10);
            }
            for (int i = 0; i < 30; i++) {
                steps(dead, 1);
                world.end(20, false);
            }
        }
        ReplayRunProperties.runToTheEnd(world);

        ReplayAccount counts = world.progress().counts();
        assertThat(counts.addsUp()).as("%s", counts).isTrue();
        assertThat(counts.read()).isEqualTo(600);
        assertThat(counts.expired()).isPositive();
        assertThat(counts.matched()).isEqualTo(world.sent().size());
    }

    @Test
    void aReplayOfWhatIsMissingLeavesOutWhatWasDelivered() {
        history(5);
        world.before("e0", "all", "", false);
        world.before("e1", "all", "rpl_other", false);
        world.before("e2", "all", "", true);
        world.before("e3", "other", "", false);
        world.order(new Speed.Max(), Only.MISSING);
        ReplayRunProperties.runToTheEnd(world);

        assertThat(sentEvents()).containsExactly("e2", "e3", "e4");
        assertThat(world.progress().counts().unmatched()).isEqualTo(2);
    }

    @Test
    void aReplayOfWhatFailedSendsWhatDiedLast() {
        history(6);
        world.before("e0", "all", "", true);
        world.before("e1", "all", "", true);
        world.before("e1", "all", "", false);
        world.before("e2", "all", "", true);
        world.before("e2", "all", "rpl_other", false);
        world.before("e3", "all", "", false);
        world.before("e4", "all", "", true);
        world.before("e4", "all", "rpl_other", true);
        world.order(new Speed.Max(), Only.FAILED);
        ReplayRunProperties.runToTheEnd(world);

        assertThat(sentEvents()).containsExactly("e0", "e4");
    }

    @Test
    void aRestartedReplayOfWhatIsMissingKeepsWhatItHadSent() {
        history(400);
        world.order(new Speed.Max(), Only.MISSING);
        try (ReplayRun dead = world.run(ReplayRun.Mode.SEND)) {
            while (world.sent().size() < 50) {
                world.step(dead);
            }
        }
        world.sent().forEach(one -> world.before(one.event().id(), "all", "", false));
        int before = world.sent().size();
        ReplayRunProperties.runToTheEnd(world);

        assertThat(world.sent()).extracting(Delivery::id).doesNotHaveDuplicates().hasSize(400);
        assertThat(before).isLessThan(400);
        assertThat(world.progress().counts().deliveries()).isEqualTo(400);
    }
}
