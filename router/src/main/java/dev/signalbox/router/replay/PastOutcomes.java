package dev.signalbox.router.replay;

import static dev.signalbox.contract.event.EventHeaders.utf8;

import dev.signalbox.contract.delivery.DeliveryId;
import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.delivery.OutcomeFacts;
import dev.signalbox.contract.replay.Only;
import dev.signalbox.contract.replay.PinnedRule;
import dev.signalbox.contract.replay.Replay;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.history.IdSet;
import dev.signalbox.history.KeptEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/// The earlier outcomes of a replay's events, live and in other replays, for an order that wants
/// only what is missing or failed.
///
/// The live delivery of an event is known by its id. One that another replay made has another id,
/// and is known by event, target and contact.
///
/// Used by one thread.
final class PastOutcomes implements AutoCloseable {
    /// How many deliveries that died are remembered: some 200 MB.
    private static final int MOST_DEAD = 1_000_000;

    private static final Duration POLL = Duration.ofMillis(200);

    private final Replay replay;
    private final Set<String> rules;
    private final IdSet delivered;
    private final Map<String, Ends> dead = new HashMap<>();

    /// The offsets of the last outcomes of a delivery that died; -1 for none.
    private record Ends(long dead, long delivered) {
        static final Ends NONE = new Ends(-1, -1);
    }

    /// @param folder where the ids of deliveries are kept that are too many for memory
    PastOutcomes(Replay replay, Path folder) {
        this.replay = replay;
        delivered = new IdSet(folder);
        rules =
                replay.order().rules().stream()
                        .map(PinnedRule::name)
                        .collect(Collectors.toUnmodifiableSet());
    }

    /// Reads the account's outcomes since the period began.
    ///
    /// @param stopped asked often whether that is no longer wanted
    /// @return false when it is not
    /// @throws IllegalStateException saying why, when there are too many
    boolean read(Consumer<byte[], byte[]> consumer, BooleanSupplier stopped) {
        if (replay.order().only() == Only.ALL) {
            return true;
        }
        TopicPartition partition = OutcomeFeed.partition(consumer, replay.account());
        List<TopicPartition> one = List.of(partition);
        long end = Partitions.ends(consumer, one).getOrDefault(partition, 0L);
        OffsetAndTimestamp first =
                consumer.offsetsForTimes(Map.of(partition, replay.order().from().toEpochMilli()))
                        .get(partition);
        consumer.seek(partition, first == null ? end : first.offset());
        while (consumer.position(partition) < end) {
            if (stopped.getAsBoolean()) {
                return false;
            }
            try {
                for (ConsumerRecord<byte[], byte[]> item : consumer.poll(POLL)) {
                    Outcome outcome = OutcomeFeed.read(item);
                    if (outcome != null && isOfTheOrder(outcome.facts())) {
                        take(outcome, item.offset());
                    }
                }
            } catch (OffsetOutOfRangeException e) {
                consumer.seekToBeginning(one); // the oldest expired just now
            }
        }
        return true;
    }

    private boolean isOfTheOrder(OutcomeFacts facts) {
        return facts.target().account().equals(replay.account())
                && facts.target().bus().equals(replay.order().bus())
                && rules.contains(facts.target().rule())
                && !facts.replay().equals(replay.id());
    }

    private void take(Outcome outcome, long offset) {
        Ending ending = OutcomeFeed.ending(outcome);
        if (ending == null || ending == Ending.CANCELLED) {
            return;
        }
        OutcomeFacts facts = outcome.facts();
        String id =
                facts.replay().isEmpty()
                        ? facts.deliveryId()
                        : name(facts.eventId(), facts.target(), facts.contact());
        switch (replay.order().only()) {
            case ALL -> {}
            case MISSING -> {
                if (ending != Ending.DEAD) {
                    delivered.add(utf8(id), "");
                }
            }
            case FAILED -> takeForFailed(id, ending, offset);
        }
    }

    private void takeForFailed(String id, Ending ending, long offset) {
        Ends before = dead.getOrDefault(id, Ends.NONE);
        if (ending == Ending.DEAD) {
            dead.put(id, new Ends(offset, before.delivered()));
            if (dead.size() > MOST_DEAD) {
                throw new IllegalStateException(
                        "more than %,d deliveries failed; choose a shorter period"
                                .formatted(MOST_DEAD));
            }
        } else if (before.dead() >= 0 || isOfReplay(id)) {
            dead.put(id, new Ends(before.dead(), offset));
        }
    }

    /// What a live delivery that never died became does not matter; what one of a replay became may
    /// end the failure of the live one.
    private static boolean isOfReplay(String id) {
        return id.indexOf('/') >= 0;
    }

    private static String name(String event, TargetKey target, String contact) {
        return target.rule() + "/" + target.target() + "/" + contact + "/" + event;
    }

    /// Whether the order wants a delivery.
    boolean wants(KeptEvent event, NewDelivery delivery) {
        return switch (replay.order().only()) {
            case ALL -> true;
            case MISSING ->
                    !delivered.contains(utf8(live(event, delivery)))
                            && !delivered.contains(utf8(name(event, delivery)));
            case FAILED -> {
                Ends live = dead.getOrDefault(live(event, delivery), Ends.NONE);
                Ends replays = dead.getOrDefault(name(event, delivery), Ends.NONE);
                yield Math.max(live.dead(), replays.dead())
                        > Math.max(live.delivered(), replays.delivered());
            }
        };
    }

    private static String live(KeptEvent event, NewDelivery delivery) {
        return DeliveryId.of(
                event.eventKey(), event.idScope(), delivery.target(), delivery.contact(), null);
    }

    private static String name(KeptEvent event, NewDelivery delivery) {
        return name(event.eventKey().id(), delivery.target(), delivery.contact());
    }

    /// Forgets all.
    @Override
    public void close() {
        delivered.close();
    }
}
