package dev.signalbox.benchmarks;

import dev.signalbox.contract.topic.Topic;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// The records of a topic that a consumer group has not yet done.
final class Backlog {
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Admin admin;
    private final String group;
    private final Topic topic;
    private final int partitions;

    Backlog(Admin admin, String group, Topic topic, int partitions) {
        this.admin = admin;
        this.group = group;
        this.topic = topic;
        this.partitions = partitions;
    }

    /// Returns when the group has committed all that is there.
    void awaitNone() throws ExecutionException, InterruptedException {
        while (records() > 0) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private long records() throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> latest =
                IntStream.range(0, partitions)
                        .mapToObj(partition -> new TopicPartition(topic.topicName(), partition))
                        .collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest()));
        Map<TopicPartition, OffsetAndMetadata> committed =
                admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
        long records = 0;
        for (var end : admin.listOffsets(latest).all().get().entrySet()) {
            @Nullable OffsetAndMetadata done = committed.get(end.getKey());
            records += end.getValue().offset() - (done == null ? 0 : done.offset());
        }
        return records;
    }
}
