package dev.signalbox.console.delivery;

import dev.signalbox.contract.rule.TargetKey;
import java.time.Instant;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Where a dead letter stands, and what a search has to know of it.
///
/// @param died when it was written, in milliseconds since the epoch
/// @param id the delivery
/// @param contact empty where the target has none
/// @param redriven when it was sent again; null for never
record DeadLetterLocation(
        TopicPartition partition,
        long offset,
        long died,
        String id,
        TargetKey target,
        String contact,
        @Nullable Instant redriven) {}
