package dev.signalbox.router.replay;

import dev.signalbox.contract.rule.TargetKey;

/// A delivery that the runner before sent, as it stands on `signalbox.replayed`.
///
/// @param id the delivery id
/// @param target where it goes
/// @param contact whom of the target's contacts it is for; empty where the target has none
record SentDelivery(String id, TargetKey target, String contact) {}
