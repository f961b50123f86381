package dev.signalbox.notifier.channel;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.rule.Target;

/// Makes one attempt to deliver. Blocks its virtual thread until there is a reply, at most as long
/// as a delivery may take; called by many threads.
@FunctionalInterface
public interface Sender {
    /// Sends a delivery to a target.
    ///
    /// @param attempt which attempt it is, 1 for the first
    Reply send(Delivery delivery, Target target, int attempt);
}
