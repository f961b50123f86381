package dev.signalbox.notifier.engine;

import dev.signalbox.notifier.task.DoneAhead;
import dev.signalbox.notifier.task.OffsetTracker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.OffsetMetadataTooLarge;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The partitions that are ours: their intakes, how far they are done, and what is committed of
/// that. Partitions come and go within poll; only the polling thread calls it.
///
/// When a partition comes, the last records before its committed offset are read again, not to be
/// sent but to be remembered; and what was done beyond that offset is passed over as well. When it
/// goes, nothing of it begins any more, what is under way has a short time to end, and what is done
/// is committed.
final class Partitions implements ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(Partitions.class);
    private static final long COMMIT_MILLIS = 25;
    private static final Duration DRAIN_ON_REVOKE = Duration.ofSeconds(2);
    private static final Duration DRAIN_ON_CLOSE = Duration.ofSeconds(4);
    private static final Duration LAST_COMMIT = Duration.ofSeconds(2);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);
    private static final int REMEMBERED_BEFORE = 4_096;

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final InstantSource clock;
    private final Runnable revoked;
    private final OffsetTracker tracker = new OffsetTracker();
    private final Map<TopicPartition, Intake> intakes = new LinkedHashMap<>();
    private long lastCommit;
    private boolean committing;
    private boolean closing;
    private volatile Consumer<byte[], byte[]> consumer;
    private volatile boolean joined;

    /// @param consumers makes a consumer, closed by this
    /// @param revoked is run when partitions have been revoked and nothing of them may begin
    Partitions(
            Supplier<Consumer<byte[], byte[]>> consumers, InstantSource clock, Runnable revoked) {
        this.consumers = consumers;
        consumer = consumers.get();
        this.clock = clock;
        this.revoked = revoked;
    }

    /// The consumer of now. For any thread, but only to wake it up.
    Consumer<byte[], byte[]> consumer() {
        return consumer;
    }

    /// The partitions that are ours, with what is pending of them.
    Map<TopicPartition, Intake> intakes() {
        return intakes;
    }

    /// Opens a record that is taken in hand.
    OffsetTracker.Slot open(TopicPartition partition, long offset) {
        return tracker.open(partition, offset);
    }

    /// Whether partitions have ever been given to us. For any thread.
    boolean joined() {
        return joined;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> committed =
                consumer.committed(new HashSet<>(partitions));
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata offset = within(ends, partition, committed.get(partition));
            long begins = offset == null ? 0 : offset.offset();
            if (begins > 0) {
                consumer.seek(partition, Math.max(0, begins - REMEMBERED_BEFORE));
            }
            DoneAhead ahead =
                    offset == null ? DoneAhead.NOTHING : DoneAhead.read(begins, offset.metadata());
            intakes.put(partition, new Intake(begins, ahead));
            tracker.begin(partition, ahead);
        }
        joined = true;
    }

    /// What is committed, or the end of a log that has lost what was committed: what is written
    /// there from now on is new, though its offsets are not.
    private static @Nullable OffsetAndMetadata within(
            Map<TopicPartition, Long> ends,
            TopicPartition partition,
            @Nullable OffsetAndMetadata committed) {
        Long end = ends.get(partition);
        if (committed == null || end == null || end >= committed.offset()) {
            return committed;
        }
        LOG.atWarn()
                .addKeyValue("partition", partition)
                .addKeyValue("committed", committed.offset())
                .addKeyValue("end", end)
                .log("a log ends before what was committed of it, as Kafka lost its last records");
        return new OffsetAndMetadata(end);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        if (!closing) {
            tracker.revoke(partitions);
            revoked.run();
            drain(partitions, DRAIN_ON_REVOKE);
            commitNow(partitions);
        }
        forget(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        tracker.revoke(partitions);
        revoked.run();
        forget(partitions);
    }

    /// Another process has joined under the consumer's name, and all partitions are its own. Waits
    /// until that has gone, then goes on with another consumer: one that was fenced stays so.
    ///
    /// @return whether there is another
    boolean rejoin(Membership membership) {
        onPartitionsLost(Set.copyOf(intakes.keySet()));
        close();
        if (!membership.awaitFree()) {
            return false;
        }
        consumer = consumers.get();
        committing = false;
        return true;
    }

    /// Closes the consumer, which stays a member of its group under its name.
    void close() {
        close(GroupMembershipOperation.REMAIN_IN_GROUP);
    }

    private void close(GroupMembershipOperation then) {
        try {
            consumer.close(CloseOptions.groupMembershipOperation(then).withTimeout(LAST_WORDS));
        } catch (KafkaException e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("a consumer did not close");
        }
    }

    private void forget(Collection<TopicPartition> partitions) {
        tracker.forget(partitions);
        partitions.forEach(intakes::remove);
    }

    /// Commits what is done, unless that was done a moment ago.
    void commit() {
        long nowMillis = clock.millis();
        // A clock that was set back is no reason to wait.
        if (committing || (nowMillis >= lastCommit && nowMillis - lastCommit < COMMIT_MILLIS)) {
            return;
        }
        lastCommit = nowMillis;
        Map<TopicPartition, OffsetAndMetadata> offsets = tracker.committable();
        if (!offsets.isEmpty()) {
            committing = true;
            consumer.commitAsync(
                    offsets,
                    (done, failure) -> {
                        committing = false;
                        if (failure == null) {
                            tracker.committed(done);
                        } else {
                            if (failure instanceof OffsetMetadataTooLarge) {
                                tracker.offsetsOnly();
                            }
                            LOG.atDebug()
                                    .addKeyValue("reason", failure.getMessage())
                                    .log("a commit failed and will be made again");
                        }
                    });
        }
    }

    /// Nothing begins any more: waits a short time for what is under way, commits what is done and
    /// closes the consumer.
    ///
    /// @param others whether there are other members, who wait for these partitions: then it leaves
    ///   the group. The only member stays, since it is given its partitions back without a wait
    void finish(boolean others) {
        closing = true;
        drain(intakes.keySet(), others ? DRAIN_ON_REVOKE : DRAIN_ON_CLOSE);
        commitNow(intakes.keySet());
        close(
                others
                        ? GroupMembershipOperation.LEAVE_GROUP
                        : GroupMembershipOperation.REMAIN_IN_GROUP);
    }

    private void drain(Collection<TopicPartition> partitions, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (tracker.underWay(partitions) > 0 && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
    }

    private void commitNow(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = tracker.committable(partitions);
        if (offsets.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(offsets, LAST_COMMIT);
            tracker.committed(offsets);
        } catch (KafkaException e) {
            LOG.atWarn()
                    .addKeyValue("reason", e.getMessage())
                    .log(
                            "the last commit of partitions failed: their last deliveries are"
                                    + " repeated");
        }
    }
}
