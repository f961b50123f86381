package dev.signalbox.router.replay;

import dev.signalbox.contract.rule.TargetKey;

/// A delivery that an event makes in a replay.
///
/// @param id the delivery id
/// @param target where it goes
/// @param key the target's key as it is on topics
/// @param contact whom of the target's contacts it is for; empty where the target has none
/// @param revision the revision of the rule by which the event was chosen
record NewDelivery(
        String id,
        TargetKey target,
        @SuppressWarnings("ArrayRecordComponent") byte[] key,
        String contact,
        long revision) {}
