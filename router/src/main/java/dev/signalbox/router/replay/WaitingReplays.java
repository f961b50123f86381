package dev.signalbox.router.replay;

import dev.signalbox.contract.replay.Replay;
import dev.signalbox.contract.replay.ReplayProgress;
import dev.signalbox.router.replay.RunParts.ConsumerUse;
import org.apache.kafka.clients.consumer.Consumer;

/// Writes of replays that are to run and have no run why they wait for one. Used by one thread.
final class WaitingReplays {
    private static final String WAITS =
            "%d other replays of the account, which were ordered before"
                    .formatted(ReplayTurns.MOST);

    private final RunParts parts;

    WaitingReplays(RunParts parts) {
        this.parts = parts;
    }

    /// Writes it, if that is not what its progress says.
    void write(Replay replay) {
        ReplayProgress before = parts.book().progress(replay.account(), replay.id());
        if (before != null && before.waitsFor().equals(WAITS)) {
            return;
        }
        try (Consumer<byte[], byte[]> consumer = parts.consumers().apply(ConsumerUse.REPLAYED)) {
            ReplayProgress base = before == null ? TakeOver.first(replay, consumer, parts) : before;
            var writer = new ReplayWriter(parts.producer(), replay.key(), base.replayed());
            writer.writeNow(
                    new ReplayProgress(
                            base.next(),
                            base.counts(),
                            base.unfinished(),
                            base.outcomes(),
                            base.replayed(),
                            base.runner(),
                            base.epoch(),
                            parts.clock().instant(),
                            0,
                            WAITS,
                            null));
        }
    }
}
