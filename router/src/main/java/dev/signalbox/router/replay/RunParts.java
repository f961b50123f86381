package dev.signalbox.router.replay;

import dev.signalbox.contract.replay.ReplayBook;
import dev.signalbox.contract.rule.Rulebook;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/// What all runs of replays in a router share.
///
/// @param book the replays, followed
/// @param rules the rules, followed
/// @param consumers opens a consumer without a group, which begins nowhere by itself
/// @param producer writes for all runs
/// @param counters counts for all runs
/// @param folder where a run may keep ids that are too many for memory
/// @param runner the name of this process
/// @param clock the time
record RunParts(
        ReplayBook book,
        Rulebook rules,
        Function<ConsumerUse, Consumer<byte[], byte[]>> consumers,
        Producer<byte[], byte[]> producer,
        ReplayCounters counters,
        Path folder,
        String runner,
        InstantSource clock) {
    /// What a run opens a consumer for.
    enum ConsumerUse {
        /// To read the history.
        EVENTS,
        /// To follow outcomes.
        OUTCOMES,
        /// To find what the runner before has sent, which is to be found also where a transaction
        /// is open.
        REPLAYED;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
