package dev.signalbox.contract.event;

import java.time.Instant;

/// The position of an event in `signalbox.events`.
///
/// @param partition its partition
/// @param offset its offset there
/// @param accepted when ingest accepted it
public record EventLocation(int partition, long offset, Instant accepted) {}
