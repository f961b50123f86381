package dev.signalbox.console.delivery;

import dev.signalbox.contract.rule.TargetKey;
import java.time.Instant;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// The position of a dead letter in its topic, with the fields that a search needs.
///
/// @param diedMillis when it was written, in milliseconds since the epoch
/// @param id the id of the delivery
/// @param contact empty where the target has none
/// @param redriven when it was sent again; null for never
record DeadLetterLocation(
        TopicPartition partition,
        long offset,
        long diedMillis,
        String id,
        TargetKey target,
        String contact,
        @Nullable Instant redriven) {}
