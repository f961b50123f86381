package dev.signalbox.router;

import dev.signalbox.contract.delivery.DeliveryId;
import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.match.Route;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.tracing.Tracing;
import dev.signalbox.streams.RejectUnreadable;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/// Makes one delivery for each target, or each contact of it, of each rule that an event matches.
final class MatchRules extends ContextualProcessor<byte[], IncomingEvent, byte[], byte[]> {
    private final RuleMatcher matcher;
    private final RouterCounters counters;
    private final Tracing tracing;
    private RouterCounters.@Nullable Partition counting;

    MatchRules(RuleMatcher matcher, RouterCounters counters, Tracing tracing) {
        this.matcher = matcher;
        this.counters = counters;
        this.tracing = tracing;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        super.init(context);
        counting = counters.of(context.taskId().partition());
    }

    private RouterCounters.Partition counting() {
        return Objects.requireNonNull(counting);
    }

    @Override
    public void process(Record<byte[], IncomingEvent> item) {
        IncomingEvent incoming = item.value();
        EventKey event = incoming.event();
        long position = matcher.await(incoming.rulesPosition());
        List<Route> matched;
        try {
            matched =
                    matcher.match(
                            new BusKey(event.account(), event.bus()),
                            incoming.source(),
                            incoming.type(),
                            incoming.body());
        } catch (IOException e) {
            counting().rejected();
            context()
                    .forward(
                            RejectUnreadable.rejected(
                                    context(), item.withValue(incoming.body()), e),
                            RouterTopology.REJECTED);
            return;
        }
        if (!tracing.on()) {
            deliver(incoming, matched, position, item, item.headers().lastHeader(Tracing.HEADER));
            return;
        }
        String before = EventHeaders.text(item.headers(), Tracing.HEADER);
        Tracing.Hop hop =
                tracing.begin("route", before == null ? "" : before, "")
                        .with("signalbox.event", event.toString())
                        .with("signalbox.rules", Integer.toString(matched.size()));
        var header = new RecordHeader(Tracing.HEADER, EventHeaders.utf8(hop.context()));
        deliver(incoming, matched, position, item, header);
        hop.end("");
    }

    private void deliver(
            IncomingEvent incoming,
            List<Route> matched,
            long position,
            Record<byte[], IncomingEvent> item,
            @Nullable Header trace) {
        for (Route route : matched) {
            for (Route.Stop stop : route.stops()) {
                deliver(incoming, route.revision(), stop, position, item, trace);
            }
        }
    }

    private void deliver(
            IncomingEvent incoming,
            long revision,
            Route.Stop stop,
            long position,
            Record<byte[], IncomingEvent> item,
            @Nullable Header trace) {
        String id =
                DeliveryId.of(
                        incoming.event(), incoming.idScope(), stop.target(), stop.contact(), null);
        var headers =
                DeliveryRecords.headers(
                        item.headers(),
                        item.key(),
                        id,
                        stop.contact(),
                        item.timestamp(),
                        position,
                        revision);
        if (trace != null) {
            headers.add(trace);
        }
        counting().matched(incoming.event().account());
        context()
                .forward(
                        new Record<>(stop.key(), incoming.body(), item.timestamp(), headers),
                        RouterTopology.DELIVERIES);
    }
}
