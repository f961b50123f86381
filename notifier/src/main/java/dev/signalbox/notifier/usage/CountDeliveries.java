package dev.signalbox.notifier.usage;

import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.usage.MonthlyUsage;
import dev.signalbox.streams.RejectUnreadable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// Counts deliveries.
///
/// For each delivery id it remembers whether it was counted as delivered and as dead, so that each
/// counts once (a dead one that is sent again later and arrives counts as both). One that was
/// delivered in the message of another counts as merged instead of as delivered: whichever of the
/// two came first. What a cancelled replay no longer sent counts as nothing. A counter is kept for
/// each account, month, channel, bus and rule, and one for each replay and day; what changed is put
/// together once a second and written as the account's month. At a start all recent months are
/// written again, since a process that ended between the counting and the writing had not.
final class CountDeliveries extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
    /// Not oftener: an account with thousands of rules is a large sum and a large record.
    static final Duration EVERY = Duration.ofSeconds(1);

    private static final Duration LOAD_EVERY = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /// A count: the flag in the memory of ids, those that exclude it, and where its number is in a
    /// counter. Counters of older versions end before the last.
    private enum Count {
        DELIVERED(1, 1 | 4, 0),
        DEAD(2, 2, 8),
        MERGED(4, 1 | 4, 16);

        static final int BYTES = 24;

        final byte flag;
        final byte excludedBy;
        final int place;

        Count(int flag, int excludedBy, int place) {
            this.flag = (byte) flag;
            this.excludedBy = (byte) excludedBy;
            this.place = place;
        }
    }

    private static final int MONTHS_KEPT = 3;

    private final Months months;
    private final Set<String> changed = new LinkedHashSet<>();
    private @Nullable CountedDeliveries counted;
    private @Nullable KeyValueStore<String, byte[]> counters;

    CountDeliveries(Months months) {
        this.months = months;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        super.init(context);
        counted = new CountedDeliveries(context.getStateStore(UsageTopology.COUNTED), PATIENCE);
        counters = context.getStateStore(UsageTopology.COUNTERS);
        forgetOldMonths();
        context.schedule(
                LOAD_EVERY, PunctuationType.WALL_CLOCK_TIME, nowMillis -> counted().load());
        context.schedule(EVERY, PunctuationType.WALL_CLOCK_TIME, nowMillis -> writeChanged());
    }

    private CountedDeliveries counted() {
        if (counted == null) {
            throw new IllegalStateException("not initialised");
        }
        return counted;
    }

    private KeyValueStore<String, byte[]> counters() {
        if (counters == null) {
            throw new IllegalStateException("not initialised");
        }
        return counters;
    }

    private void forgetOldMonths() {
        String oldest = Months.before(months.of(context().currentSystemTimeMs()), MONTHS_KEPT);
        List<String> old = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all = counters().all()) {
            while (all.hasNext()) {
                String key = all.next().key;
                CounterKey parts = CounterKey.parse(key);
                if (parts.month().compareTo(oldest) < 0) {
                    old.add(key);
                } else {
                    changed.add(MonthlyUsage.key(parts.account(), parts.month()));
                }
            }
        }
        old.forEach(counters()::delete);
    }

    @Override
    public void process(Record<byte[], byte[]> item) {
        try {
            count(read(item.value()));
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            context()
                    .forward(
                            RejectUnreadable.rejected(context(), item, e),
                            UsageTopology.UNREADABLE);
        }
    }

    private static Outcome read(byte @Nullable [] value) throws IOException {
        if (value == null) {
            throw new IllegalArgumentException("an outcome has a value");
        }
        return Outcome.read(value);
    }

    private void count(Outcome outcome) {
        switch (outcome) {
            case Outcome.Delivered delivered ->
                    countOnce(
                            delivered,
                            delivered.mergedInto().isEmpty() ? Count.DELIVERED : Count.MERGED);
            case Outcome.Dead dead -> {
                if (!dead.cancelled()) {
                    countOnce(dead, Count.DEAD);
                }
            }
            case Outcome.Retrying retrying -> {}
        }
    }

    private void countOnce(Outcome outcome, Count what) {
        TargetKey target = outcome.target();
        String month = months.of(outcome.atMillis());
        var key =
                new CounterKey.OfRule(
                        target.account(),
                        month,
                        outcome.channel().name().toLowerCase(Locale.ROOT),
                        target.bus(),
                        target.rule());
        String replay = outcome.facts().replay();
        CounterKey ofReplay =
                replay.isEmpty() ? null : new CounterKey.OfReplay(target.account(), month, replay);
        long nowMillis = context().currentSystemTimeMs();
        if (counted()
                .add(
                        outcome.deliveryId(),
                        what.flag,
                        what.excludedBy,
                        outcome.atMillis(),
                        nowMillis)) {
            addOne(key, what);
            if (what == Count.DELIVERED) {
                String day = months.day(outcome.atMillis());
                addOne(new CounterKey.OfDay(target.account(), month, day), what);
            }
            if (ofReplay != null) {
                addOne(ofReplay, what);
            }
            changed.add(MonthlyUsage.key(key.account(), month));
        }
    }

    private void addOne(CounterKey key, Count what) {
        String name = key.toString();
        byte @Nullable [] before = counters().get(name);
        byte[] after = counts(before);
        ByteBuffer counts = ByteBuffer.wrap(after);
        counts.putLong(what.place, counts.getLong(what.place) + 1);
        counters().put(name, after);
    }

    private static byte[] counts(byte @Nullable [] value) {
        return value == null ? new byte[Count.BYTES] : Arrays.copyOf(value, Count.BYTES);
    }

    private void writeChanged() {
        for (String accountMonth : changed) {
            int slash = accountMonth.indexOf('/');
            MonthlyUsage usage =
                    sum(accountMonth.substring(0, slash), accountMonth.substring(slash + 1));
            context()
                    .forward(
                            new Record<>(
                                    EventHeaders.utf8(accountMonth),
                                    usage.toBytes(),
                                    context().currentSystemTimeMs()),
                            UsageTopology.USAGE);
        }
        changed.clear();
    }

    private MonthlyUsage sum(String account, String month) {
        long delivered = 0;
        long merged = 0;
        long dead = 0;
        var byRule = new TreeMap<String, Long>();
        var byChannel = new TreeMap<String, Long>();
        var byReplay = new TreeMap<String, Long>();
        var byDay = new TreeMap<String, Long>();
        String prefix = MonthlyUsage.key(account, month) + "/";
        try (KeyValueIterator<String, byte[]> all =
                counters().prefixScan(prefix, new StringSerializer())) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> counter = all.next();
                ByteBuffer counts = ByteBuffer.wrap(counts(counter.value));
                long arrived = counts.getLong(Count.DELIVERED.place);
                switch (CounterKey.parse(counter.key)) {
                    case CounterKey.OfRule key -> {
                        delivered += arrived;
                        merged += counts.getLong(Count.MERGED.place);
                        dead += counts.getLong(Count.DEAD.place);
                        if (arrived > 0) {
                            byRule.merge(key.bus() + "/" + key.rule(), arrived, Long::sum);
                            byChannel.merge(key.channel(), arrived, Long::sum);
                        }
                    }
                    case CounterKey.OfReplay key -> {
                        if (arrived > 0) {
                            byReplay.put(key.replay(), arrived);
                        }
                    }
                    case CounterKey.OfDay key -> byDay.put(key.day(), arrived);
                }
            }
        }
        return new MonthlyUsage(
                account, month, delivered, merged, dead, byRule, byChannel, byReplay, byDay);
    }

    @Override
    public void close() {
        if (counted != null) {
            counted.close();
        }
    }
}
