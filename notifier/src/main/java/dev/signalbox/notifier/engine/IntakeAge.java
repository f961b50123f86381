package dev.signalbox.notifier.engine;

import dev.signalbox.contract.delivery.DeliveryRecords;
import dev.signalbox.contract.event.EventHeaders;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// The age of what has been fetched and waits to be taken in hand. Records are in a partition about
/// in the order in which their events were accepted, so the first few speak for all behind them,
/// also of those that have not been fetched yet.
///
/// The polling thread looks, once a second; anyone may ask.
final class IntakeAge {
    private static final long EVERY_MILLIS = 1_000;
    private static final int LOOKED_AT = 10;
    private static final long NONE = Long.MAX_VALUE;

    private final InstantSource clock;
    private long looked;
    private volatile long oldest = NONE;

    IntakeAge(InstantSource clock) {
        this.clock = clock;
    }

    void look(Collection<Intake> intakes) {
        long nowMillis = clock.millis();
        if (nowMillis - looked >= EVERY_MILLIS) {
            looked = nowMillis;
            oldest = intakes.stream().mapToLong(IntakeAge::oldest).min().orElse(NONE);
        }
    }

    /// Attempted deliveries and replays do not count.
    private static long oldest(Intake intake) {
        return intake.pending.stream()
                .limit(LOOKED_AT)
                .filter(item -> !intake.done(item.offset()))
                .mapToLong(IntakeAge::accepted)
                .min()
                .orElse(NONE);
    }

    private static long accepted(ConsumerRecord<byte[], byte[]> item) {
        if (item.headers().lastHeader(DeliveryRecords.ATTEMPTS) != null
                || item.headers().lastHeader(DeliveryRecords.REPLAY) != null) {
            return NONE;
        }
        try {
            return EventHeaders.number(item.headers(), DeliveryRecords.ACCEPTED, NONE);
        } catch (IllegalArgumentException e) {
            return NONE; // no delivery: it is put aside when its turn comes
        }
    }

    /// When the oldest event was accepted whose delivery waits so; null for none.
    @Nullable Instant oldest() {
        long millis = oldest;
        return millis == NONE ? null : Instant.ofEpochMilli(millis);
    }
}
