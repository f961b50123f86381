package dev.signalbox.notifier.engine;

import dev.signalbox.contract.topic.Topic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/// Gives each partition of `signalbox.replayed` to the notifier that has the partition of
/// `signalbox.deliveries` with the same number, and so all deliveries to one target: its rate and
/// its order are kept in one lane.
///
/// Live partitions are assigned as Kafka's cooperative assignor does. One of replays that another
/// notifier still has is given away only once that has given it back, which makes Kafka assign
/// again.
public final class PairedAssignor extends CooperativeStickyAssignor {
    private static final String LIVE = Topic.DELIVERIES.topicName();
    private static final String REPLAYED = Topic.REPLAYED.topicName();

    private record Claim(String member, int generation) {}

    @Override
    public String name() {
        return "signalbox-paired";
    }

    @Override
    public Map<String, List<TopicPartition>> assignPartitions(
            Map<String, List<PartitionInfo>> partitionsPerTopic,
            Map<String, Subscription> subscriptions) {
        var topics = new HashMap<>(partitionsPerTopic);
        List<PartitionInfo> replayed = topics.remove(REPLAYED);
        var asked = new HashMap<String, Subscription>();
        subscriptions.forEach((member, subscription) -> asked.put(member, live(subscription)));
        Map<String, List<TopicPartition>> assigned = super.assignPartitions(topics, asked);
        Map<TopicPartition, Claim> claims = claims(subscriptions);
        List<PartitionInfo> live = topics.getOrDefault(LIVE, List.of());
        var paired = new HashMap<String, List<TopicPartition>>();
        assigned.forEach((member, partitions) -> {
            var mine = new ArrayList<>(partitions);
            for (TopicPartition partition : partitions) {
                int count = replayed == null ? 0 : replayed.size();
                for (int i = partition.partition(); i < count; i += live.size()) {
                    var twin = new TopicPartition(REPLAYED, i);
                    Claim claim = claims.get(twin);
                    if (claim == null || claim.member().equals(member)) {
                        mine.add(twin);
                    }
                }
            }
            paired.put(member, mine);
        });
        return paired;
    }

    /// A member's subscription and partitions, without replays.
    private static Subscription live(Subscription whole) {
        var live =
                new Subscription(
                        List.of(LIVE),
                        whole.userData(),
                        whole.ownedPartitions().stream()
                                .filter(partition -> partition.topic().equals(LIVE))
                                .toList(),
                        whole.generationId().orElse(-1),
                        whole.rackId());
        live.setGroupInstanceId(whole.groupInstanceId());
        return live;
    }

    /// Who has the partitions of replays; of two who say so, the one that was assigned later.
    private static Map<TopicPartition, Claim> claims(Map<String, Subscription> subscriptions) {
        var claims = new HashMap<TopicPartition, Claim>();
        subscriptions.forEach((member, subscription) -> {
            var claim = new Claim(member, subscription.generationId().orElse(-1));
            for (TopicPartition partition : subscription.ownedPartitions()) {
                if (partition.topic().equals(REPLAYED)) {
                    claims.merge(
                            partition,
                            claim,
                            (one, other) -> one.generation() >= other.generation() ? one : other);
                }
            }
        });
        return claims;
    }
}
