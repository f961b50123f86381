package dev.signalbox.notifier.task;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Tracks how far each partition may be committed: up to the first record that is not done, with a
/// text that lists what is done beyond it ([DoneAhead]).
///
/// Records are opened in the order of their offsets, which need not be consecutive (transactions
/// leave gaps), and end in any order. What was opened before a partition was revoked ends without
/// any effect. What an earlier owner listed of records that have not come to us yet is listed again
/// with each commit.
///
/// Only the polling thread calls the tracker; a [Slot] is ended by any thread.
public final class OffsetTracker {
    private final Map<TopicPartition, Partition> partitions = new HashMap<>();
    private boolean offsetsOnly;

    /// The open offsets of one partition while it is assigned.
    private static final class Partition {
        private final ArrayDeque<Slot> open = new ArrayDeque<>();
        private final AtomicInteger underWay = new AtomicInteger();
        private final DoneAhead inherited;
        private volatile boolean revoked;
        private long opened = -1;
        private long next = -1;
        private long committed = -1;
        private String committedAhead = "";

        Partition(DoneAhead inherited) {
            this.inherited = inherited;
        }

        void advance() {
            for (Slot slot = open.peek(); slot != null && slot.done; slot = open.peek()) {
                next = slot.offset + 1;
                open.remove();
            }
        }

        /// Null where Kafka has it already.
        @Nullable OffsetAndMetadata committable(boolean offsetsOnly) {
            if (opened < 0) {
                return null;
            }
            advance();
            Slot first = open.peek();
            long notDone = first == null ? inherited.past(next) : first.offset;
            String ahead = offsetsOnly ? "" : ahead(notDone);
            long offset = first == null || !ahead.isEmpty() ? notDone : next;
            return offset > committed || (offset >= 0 && !ahead.equals(committedAhead))
                    ? new OffsetAndMetadata(offset, ahead)
                    : null;
        }

        /// @param notDone the first that is not done, or was not a moment ago
        private String ahead(long notDone) {
            var ahead = new DoneAhead.Writer(notDone);
            for (Slot slot : open) {
                if (ahead.full()) {
                    break;
                }
                ahead.add(slot.offset, slot.done && slot.offset > notDone);
            }
            ahead.addAll(inherited, Math.max(notDone, opened + 1));
            return ahead.text();
        }
    }

    /// One record that was taken from its partition.
    public static final class Slot {
        private final Partition partition;
        private final long offset;
        private volatile boolean done;

        private Slot(Partition partition, long offset) {
            this.partition = partition;
            this.offset = offset;
        }

        /// The record need not be read again. Ending it twice is ending it once.
        public void end() {
            done = true;
        }

        /// Whether the partition is no longer ours.
        public boolean revoked() {
            return partition.revoked;
        }

        /// An attempt for the record begins, unless its partition is no longer ours.
        ///
        /// @return whether it may begin; if so, [#leave] follows
        public boolean enter() {
            partition.underWay.incrementAndGet();
            if (partition.revoked) {
                partition.underWay.decrementAndGet();
                return false;
            }
            return true;
        }

        /// The attempt, and all that it caused, is over.
        public void leave() {
            partition.underWay.decrementAndGet();
        }
    }

    /// A partition comes to us.
    ///
    /// @param inherited what its last owner listed as done beyond the offset that it committed
    public void begin(TopicPartition partition, DoneAhead inherited) {
        partitions.put(partition, new Partition(inherited));
    }

    /// Opens a record.
    public Slot open(TopicPartition partition, long offset) {
        Partition of =
                partitions.computeIfAbsent(partition, ignored -> new Partition(DoneAhead.NOTHING));
        var slot = new Slot(of, offset);
        of.open.add(slot);
        of.opened = offset;
        return slot;
    }

    /// What may be committed and is not yet, by partition.
    public Map<TopicPartition, OffsetAndMetadata> committable() {
        return committable(partitions.keySet());
    }

    /// What may be committed of these partitions and is not yet.
    public Map<TopicPartition, OffsetAndMetadata> committable(Collection<TopicPartition> which) {
        var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
        for (TopicPartition name : which) {
            @Nullable Partition partition = partitions.get(name);
            if (partition != null) {
                OffsetAndMetadata offset = partition.committable(offsetsOnly);
                if (offset != null) {
                    offsets.put(name, offset);
                }
            }
        }
        return offsets;
    }

    /// Kafka has these offsets; where it has not, they are committable again.
    public void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach((name, offset) -> {
            @Nullable Partition partition = partitions.get(name);
            if (partition != null) {
                partition.committed = Math.max(partition.committed, offset.offset());
                partition.committedAhead = offset.metadata();
            }
        });
    }

    /// Commits no texts from now on: Kafka does not take them.
    public void offsetsOnly() {
        offsetsOnly = true;
    }

    /// From now on nothing begins for these partitions.
    public void revoke(Collection<TopicPartition> which) {
        for (TopicPartition name : which) {
            @Nullable Partition partition = partitions.get(name);
            if (partition != null) {
                partition.revoked = true;
            }
        }
    }

    /// Attempts of these partitions that are not over.
    public int underWay(Collection<TopicPartition> which) {
        int sum = 0;
        for (TopicPartition name : which) {
            @Nullable Partition partition = partitions.get(name);
            sum += partition == null ? 0 : partition.underWay.get();
        }
        return sum;
    }

    /// Forgets partitions; what is open in them ends without effect.
    public void forget(Collection<TopicPartition> which) {
        revoke(which);
        which.forEach(partitions::remove);
    }
}
