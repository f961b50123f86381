package dev.signalbox.contract.delivery;

import java.time.Instant;

/// One attempt to deliver that failed.
///
/// @param number 1 for the first
/// @param at when it began
/// @param status the HTTP status that the target answered; 0 where it answered none
/// @param reason why it failed, in plain words without secrets
public record Attempt(int number, Instant at, int status, String reason) {}
