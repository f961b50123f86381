package dev.signalbox.router.replay;

import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.replay.OffsetRange;
import dev.signalbox.contract.replay.Replay;
import dev.signalbox.contract.replay.ReplayAccount;
import dev.signalbox.contract.replay.ReplayProgress;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// How a run finds out where the runner before stopped: its progress, and the deliveries that it
/// sent after that. The first run of a replay finds an empty progress.
///
/// @param progress of the runner before, with the epoch and the name of this one
/// @param ledger the account, which knows what was sent since
/// @param sentUpTo by partition of `signalbox.events`: the offset before which events have been
///   sent; partitions without such are left out
record TakeOver(ReplayProgress progress, ReplayLedger ledger, Map<Integer, Long> sentUpTo) {
    private static final Duration POLL = Duration.ofMillis(200);

    /// The progress with which a run begins: that of the runner before, or an empty one, under this
    /// one's name.
    static ReplayProgress claim(
            Replay replay,
            @Nullable ReplayProgress before,
            Consumer<byte[], byte[]> consumer,
            RunParts parts) {
        ReplayProgress base = before == null ? first(replay, consumer, parts) : before;
        return new ReplayProgress(
                base.next(),
                base.counts(),
                base.unfinished(),
                base.outcomes(),
                base.replayed(),
                parts.runner(),
                base.epoch() + 1,
                parts.clock().instant(),
                0,
                "it is being taken over",
                null);
    }

    /// The progress of a replay that no runner has begun.
    static ReplayProgress first(Replay replay, Consumer<byte[], byte[]> consumer, RunParts parts) {
        var next = new TreeMap<Integer, Long>();
        replay.order().ranges().forEach((partition, range) -> next.put(partition, range.begin()));
        TopicPartition outcomes = Partitions.of(consumer, Topic.OUTCOMES, replay.account());
        return new ReplayProgress(
                next,
                ReplayAccount.NONE,
                Map.of(),
                Partitions.ends(consumer, List.of(outcomes)).getOrDefault(outcomes, 0L),
                ends(consumer),
                parts.runner(),
                0,
                parts.clock().instant(),
                0,
                "",
                null);
    }

    private static Map<Integer, Long> ends(Consumer<byte[], byte[]> consumer) {
        var ends = new TreeMap<Integer, Long>();
        Partitions.ends(consumer, Partitions.all(consumer, Topic.REPLAYED))
                .forEach((partition, end) -> ends.put(partition.partition(), end));
        return ends;
    }

    /// Reads what was sent since a progress was written.
    ///
    /// @param stopped asked often whether that is no longer wanted
    /// @return null when it is not
    static @Nullable TakeOver read(
            Replay replay,
            ReplayProgress progress,
            Consumer<byte[], byte[]> consumer,
            BooleanSupplier stopped) {
        var ledger = new ReplayLedger(progress.counts(), progress.unfinished());
        var sentUpTo = new HashMap<Integer, Long>();
        List<TopicPartition> partitions = Partitions.all(consumer, Topic.REPLAYED);
        Map<TopicPartition, Long> ends = Partitions.ends(consumer, partitions);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        for (TopicPartition partition : partitions) {
            long begin = begins.getOrDefault(partition, 0L);
            long since = progress.replayed().getOrDefault(partition.partition(), begin);
            consumer.seek(partition, Math.max(begin, since));
        }
        while (ends.entrySet().stream()
                .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            if (stopped.getAsBoolean()) {
                return null;
            }
            try {
                for (ConsumerRecord<byte[], byte[]> item : consumer.poll(POLL)) {
                    take(item, replay, progress, ledger, sentUpTo);
                }
            } catch (OffsetOutOfRangeException e) {
                // It expired just now, and so was sent days ago.
                consumer.seekToBeginning(e.partitions());
            }
        }
        return new TakeOver(progress, ledger, Map.copyOf(sentUpTo));
    }

    private static void take(
            ConsumerRecord<byte[], byte[]> item,
            Replay replay,
            ReplayProgress progress,
            ReplayLedger ledger,
            Map<Integer, Long> sentUpTo) {
        String id = EventHeaders.text(item.headers(), DeliveryRecords.ID);
        EventPlace event = EventPlace.read(item.headers());
        if (id == null
                || event == null
                || item.key() == null
                || !replay.id().equals(EventHeaders.text(item.headers(), DeliveryRecords.REPLAY))) {
            return;
        }
        OffsetRange range = replay.order().ranges().get(event.partition());
        if (range != null
                && event.offset()
                        >= progress.next().getOrDefault(event.partition(), range.begin())) {
            TargetKey target = TargetKey.parse(new String(item.key(), StandardCharsets.UTF_8));
            String contact = EventHeaders.text(item.headers(), DeliveryRecords.CONTACT);
            ledger.foundSent(event, new SentDelivery(id, target, contact == null ? "" : contact));
            sentUpTo.merge(event.partition(), event.offset() + 1, Math::max);
        }
    }
}
