package dev.signalbox.notifier.channel;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes one attempt to deliver. Blocks its virtual thread until there is a reply, at most as long
/// as a delivery may take; called by many threads.
@FunctionalInterface
public interface Sender {
    /// Sends a delivery to a target.
    ///
    /// @param attempt which attempt it is, 1 for the first
    Reply send(Delivery delivery, Target target, int attempt);

    /// Sends many deliveries to a robot in one message. Called only with such as [#robot] says are
    /// for the same one.
    ///
    /// @param deliveries two at least
    /// @param robot the target of the first
    default Reply sendTogether(List<Delivery> deliveries, Target.Bot robot) {
        throw new UnsupportedOperationException("this channel tells each delivery by itself");
    }

    /// The robot of a target, the same for all targets of an account that share it, since its
    /// service counts what the robot is sent and not who sends it. Null for none, or where the
    /// target cannot be used. Called for every delivery, by any thread.
    default @Nullable String robot(TargetKey key, Target target) {
        return null;
    }
}
