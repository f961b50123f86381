package dev.signalbox.contract.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TopicFollowerTest {
    private static final String NAME = Topic.RULES.topicName();
    private static final TopicPartition PARTITION = new TopicPartition(NAME, 0);

    private final UnreadableRecords unreadable = UnreadableRecords.in(new PrometheusRegistry());
    private final AtomicInteger asked = new AtomicInteger();
    private boolean slow;
    private final AtomicInteger unknown = new AtomicInteger();
    private final MockConsumer<byte[], byte[]> consumer =
            new MockConsumer<>("earliest") {
                @Override
                public synchronized List<PartitionInfo> partitionsFor(
                        String topic, Duration timeout) {
                    answer();
                    return unknown.getAndDecrement() > 0
                            ? List.of()
                            : super.partitionsFor(topic, timeout);
                }

                @Override
                public synchronized Map<TopicPartition, Long> endOffsets(
                        Collection<TopicPartition> partitions, Duration timeout) {
                    answer();
                    return super.endOffsets(partitions, timeout);
                }

                private void answer() {
                    if (slow && asked.incrementAndGet() % 2 == 1) {
                        throw new TimeoutException("no answer yet");
                    }
                }
            };
    private final List<String> handled = new CopyOnWriteArrayList<>();

    @BeforeEach
    void twoRecords() {
        consumer.updatePartitions(NAME, List.of(new PartitionInfo(NAME, 0, null, null, null)));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, 2L));
        consumer.schedulePollTask(() -> {
            consumer.addRecord(item(0, "a"));
            consumer.addRecord(item(1, "b"));
        });
    }

    @Test
    void itHasReadWhatWasThereWhenItIsStarted() {
        try (var follower = follow()) {
            assertThat(handled).containsExactly("a", "b");
            assertThat(follower.position()).isEqualTo(2);
            assertThat(follower.following()).isTrue();
        }
    }

    @Test
    void aTopicThatAppearsLateOnASlowKafkaIsWaitedFor() {
        slow = true;
        unknown.set(2);

        try (var follower = follow()) {
            assertThat(handled).containsExactly("a", "b");
            assertThat(follower.following()).isTrue();
        }
    }

    @Test
    void itFollowsWhatComesLater() throws InterruptedException {
        try (var follower = follow()) {
            consumer.schedulePollTask(() -> consumer.addRecord(item(2, "c")));

            assertThat(follower.awaitPosition(3, Duration.ofSeconds(5))).isTrue();
            assertThat(handled).containsExactly("a", "b", "c");
        }
    }

    @Test
    void waitingForWhatDoesNotComeEnds() throws InterruptedException {
        try (var follower = follow()) {
            assertThat(follower.awaitPosition(2, Duration.ZERO)).isTrue();
            assertThat(follower.awaitPosition(3, Duration.ofMillis(10))).isFalse();
        }
    }

    @Test
    void aRecordThatCannotBeUsedStopsNothing() throws InterruptedException {
        try (var follower =
                TopicFollower.start(
                        consumer,
                        Topic.RULES,
                        "test",
                        unreadable,
                        item -> {
                            if (item.offset() == 2) {
                                throw new IllegalArgumentException("broken");
                            }
                            handled.add(new String(item.value(), UTF_8));
                        })) {
            consumer.schedulePollTask(() -> {
                consumer.addRecord(item(2, "x"));
                consumer.addRecord(item(3, "d"));
            });

            assertThat(follower.awaitPosition(4, Duration.ofSeconds(5))).isTrue();
            assertThat(handled).containsExactly("a", "b", "d");
            assertThat(unreadable.of(Topic.RULES)).isEqualTo(1);
        }
    }

    @Test
    void aFailingPollIsTriedAgain() throws InterruptedException {
        try (var follower = follow()) {
            consumer.schedulePollTask(
                    () -> consumer.setPollException(new KafkaException("for once")));
            consumer.schedulePollTask(() -> consumer.addRecord(item(2, "c")));

            assertThat(follower.awaitPosition(3, Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    void closingEndsTheThreadAndTheConsumer() {
        var follower = follow();

        follower.close();

        assertThat(follower.following()).isFalse();
        assertThat(consumer.closed()).isTrue();
        follower.close();
    }

    @Test
    void closingDoesNotWaitForTheNextTryAfterAFailure() {
        var failures = new AtomicInteger();
        var follower = follow();
        consumer.schedulePollTask(() -> {
            failures.incrementAndGet();
            consumer.setPollException(new KafkaException("broken"));
        });
        await().until(() -> failures.get() > 0);

        follower.close();

        assertThat(follower.following()).isFalse();
    }

    private TopicFollower follow() {
        return TopicFollower.start(
                consumer,
                Topic.RULES,
                "test",
                unreadable,
                item -> handled.add(new String(item.value(), UTF_8)));
    }

    private static ConsumerRecord<byte[], byte[]> item(long offset, String value) {
        return new ConsumerRecord<>(NAME, 0, offset, new byte[0], value.getBytes(UTF_8));
    }
}
