package dev.signalbox.contract.delivery;

import java.time.Instant;

/// One attempt to deliver that failed.
///
/// @param number 1 for the first
/// @param at when it began
/// @param status the status that the target answered, HTTP's or a mail server's; 0 where it
///   answered none
/// @param reason why it failed, in plain words without secrets
public record Attempt(int number, Instant at, int status, String reason) {}
