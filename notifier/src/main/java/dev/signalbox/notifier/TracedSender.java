package dev.signalbox.notifier;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.tracing.Tracing;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.channel.Sender;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A sender whose attempts are recorded, and that gives each delivery the context of its attempt to
/// take along.
record TracedSender(Sender sender, Tracing tracing) implements Sender {
    @Override
    public Reply send(Delivery delivery, Target target, int attempt) {
        Tracing.Hop hop = begin(delivery, target);
        Reply reply = sender.send(delivery.traced(hop.context()), target, attempt);
        end(hop, reply);
        return reply;
    }

    @Override
    public Reply sendTogether(List<Delivery> deliveries, Target.Bot robot) {
        List<Tracing.Hop> hops =
                deliveries.stream().map(delivery -> begin(delivery, robot)).toList();
        Reply reply = sender.sendTogether(deliveries, robot);
        hops.forEach(hop -> end(hop, reply));
        return reply;
    }

    private Tracing.Hop begin(Delivery delivery, Target target) {
        return tracing.begin("attempt", delivery.trace(), "")
                .with("signalbox.event", delivery.event().toString())
                .with("signalbox.delivery", delivery.id())
                .with("signalbox.target", delivery.target().toString())
                .with("signalbox.channel", target.channel().label());
    }

    private static void end(Tracing.Hop hop, Reply reply) {
        switch (reply) {
            case Reply.Taken _, Reply.Postponed _ -> hop.end("");
            case Reply.Failed failed -> hop.end(failed.reason());
            case Reply.Throttled throttled -> hop.end(throttled.reason());
            case Reply.Refused refused -> hop.end(refused.reason());
        }
    }

    @Override
    public @Nullable String robot(TargetKey key, Target target) {
        return sender.robot(key, target);
    }
}
