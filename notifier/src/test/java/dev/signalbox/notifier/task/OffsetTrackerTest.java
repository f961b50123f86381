package dev.signalbox.notifier.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OffsetTrackerTest {
    private static final TopicPartition P0 = new TopicPartition("t", 0);
    private static final TopicPartition P1 = new TopicPartition("t", 1);

    private final OffsetTracker tracker = new OffsetTracker();

    @Test
    void nothingIsCommittableBeforeARecordIsDone() {
        tracker.open(P0, 5);
        tracker.open(P0, 6);

        assertThat(tracker.committable()).isEmpty();
    }

    @Test
    void whatIsDoneBeyondOneThatIsNotIsToldWithTheOffset() {
        tracker.open(P0, 5);
        tracker.open(P0, 7).end();

        OffsetAndMetadata offset = tracker.committable().get(P0);

        assertThat(offset).isEqualTo(new OffsetAndMetadata(5, "BC"));
    }

    @Test
    void whatTheLastOwnerToldOfRecordsThatHaveNotComeYetIsToldAgain() {
        DoneAhead told = DoneAhead.read(5, "BCBC");
        tracker.begin(P0, told);
        tracker.open(P0, 5);
        tracker.open(P0, 6).end();

        assertThat(tracker.committable()).isEqualTo(Map.of(P0, new OffsetAndMetadata(5, "BCBC")));
    }

    @Test
    void whatTheLastOwnerToldIsToldAgainAlsoWhenAllThatHasComeIsDone() {
        tracker.begin(P0, DoneAhead.read(5, "BDBC"));
        tracker.open(P0, 5).end();
        tracker.open(P0, 6).end();

        assertThat(tracker.committable()).isEqualTo(Map.of(P0, new OffsetAndMetadata(9, "BC")));
    }

    @Test
    void anOwnerToWhomNothingHasComeCommitsNothing() {
        tracker.begin(P0, DoneAhead.read(5, "BC"));

        assertThat(tracker.committable()).isEmpty();
    }

    @Test
    void whereKafkaTakesNoTextsOffsetsAreCommittedAlone() {
        tracker.open(P0, 5).end();
        tracker.open(P0, 6);
        tracker.open(P0, 7).end();

        tracker.offsetsOnly();

        assertThat(tracker.committable()).isEqualTo(Map.of(P0, new OffsetAndMetadata(6)));
    }

    @Test
    void whatIsDoneOutOfOrderIsCommittableWhenTheGapCloses() {
        OffsetTracker.Slot first = tracker.open(P0, 5);
        OffsetTracker.Slot second = tracker.open(P0, 9);

        second.end();
        first.end();

        assertThat(tracker.committable()).isEqualTo(Map.of(P0, new OffsetAndMetadata(10)));
    }

    @Test
    void whatACommitFailedForIsCommittableAgain() {
        tracker.open(P0, 5).end();
        assertThat(tracker.committable()).isNotEmpty();

        Map<TopicPartition, OffsetAndMetadata> again = tracker.committable();
        assertThat(again).isEqualTo(Map.of(P0, new OffsetAndMetadata(6)));
        tracker.committed(again);

        assertThat(tracker.committable()).isEmpty();
    }

    @Test
    void whatEndsAfterItsPartitionWasRevokedHasNoEffect() {
        OffsetTracker.Slot old = tracker.open(P0, 5);
        tracker.forget(List.of(P0));
        OffsetTracker.Slot again = tracker.open(P0, 5);

        old.end();
        assertThat(old.enter()).isFalse();
        assertThat(tracker.committable()).isEmpty();

        again.end();
        assertThat(tracker.committable()).isEqualTo(Map.of(P0, new OffsetAndMetadata(6)));
    }

    @Test
    void attemptsUnderWayAreKnownUntilTheyAreOver() {
        OffsetTracker.Slot slot = tracker.open(P0, 5);
        assertThat(slot.enter()).isTrue();
        assertThat(tracker.underWay(List.of(P0, P1))).isEqualTo(1);

        tracker.revoke(List.of(P0));
        assertThat(tracker.underWay(List.of(P0))).isEqualTo(1);

        slot.leave();
        assertThat(tracker.underWay(List.of(P0))).isZero();
    }

    /// What may happen to the tracker.
    sealed interface Step {
        record Open(int partition, int gap) implements Step {}

        record End(int which) implements Step {}

        record Commit(boolean taken) implements Step {}

        record Revoke(int partition) implements Step {}
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> partition = Arbitraries.integers().between(0, 1);
        Arbitrary<Step> open =
                Combinators.combine(partition, Arbitraries.integers().between(0, 3))
                        .as(Step.Open::new);
        Arbitrary<Step> end = Arbitraries.integers().between(0, 1_000).map(Step.End::new);
        Arbitrary<Step> commit = Arbitraries.of(true, false).map(Step.Commit::new);
        Arbitrary<Step> revoke = partition.map(Step.Revoke::new);
        return Arbitraries.frequencyOf(
                        Tuple.of(6, open),
                        Tuple.of(6, end),
                        Tuple.of(2, commit),
                        Tuple.of(1, revoke))
                .list()
                .ofMaxSize(200);
    }

    /// The tracker against a plain model: for each partition all its records, in order, and which
    /// of them its owner knows to be done. A new owner knows what the last one committed.
    @Property(tries = 500)
    void neverMoreIsCommittedThanIsDoneAndNeverLess(@ForAll("steps") List<Step> steps) {
        var tracked = new OffsetTracker();
        var model = new HashMap<TopicPartition, NavigableMap<Long, Boolean>>();
        var next = new HashMap<TopicPartition, Long>();
        var committed = new HashMap<TopicPartition, OffsetAndMetadata>();
        record Opened(
                TopicPartition partition,
                long offset,
                OffsetTracker.Slot slot,
                Map<Long, Boolean> of) {}
        var opened = new ArrayList<Opened>();
        for (Step step : steps) {
            switch (step) {
                case Step.Open open -> {
                    TopicPartition partition = open.partition() == 0 ? P0 : P1;
                    var of = model.computeIfAbsent(partition, ignored -> new TreeMap<>());
                    long from = next.getOrDefault(partition, 0L);
                    Long there = of.ceilingKey(from);
                    long offset = there == null ? from + open.gap() : there;
                    next.put(partition, offset + 1);
                    OffsetTracker.Slot slot = tracked.open(partition, offset);
                    if (of.computeIfAbsent(offset, ignored -> false)) {
                        slot.end();
                    }
                    opened.add(new Opened(partition, offset, slot, of));
                }
                case Step.End end -> {
                    if (!opened.isEmpty()) {
                        Opened one = opened.get(end.which() % opened.size());
                        one.slot().end();
                        one.of().put(one.offset(), true);
                    }
                }
                case Step.Commit commit -> {
                    Map<TopicPartition, OffsetAndMetadata> offsets = tracked.committable();
                    assertTold(model, committed, offsets);
                    if (commit.taken()) {
                        tracked.committed(offsets);
                        committed.putAll(offsets);
                        assertThat(tracked.committable()).isEmpty();
                    }
                }
                case Step.Revoke revoke -> {
                    TopicPartition partition = revoke.partition() == 0 ? P0 : P1;
                    OffsetAndMetadata last = committed.get(partition);
                    tracked.forget(List.of(partition));
                    tracked.begin(partition, ahead(last));
                    next.put(partition, last == null ? 0 : last.offset());
                    var known = new TreeMap<Long, Boolean>();
                    model.getOrDefault(partition, known)
                            .forEach((offset, done) -> known.put(offset, told(last, offset)));
                    model.put(partition, known);
                }
            }
        }
        assertTold(model, committed, tracked.committable());
    }

    private static void assertTold(
            Map<TopicPartition, NavigableMap<Long, Boolean>> model,
            Map<TopicPartition, OffsetAndMetadata> committed,
            Map<TopicPartition, OffsetAndMetadata> offsets) {
        model.forEach((partition, records) -> {
            OffsetAndMetadata last = offsets.getOrDefault(partition, committed.get(partition));
            records.forEach((offset, done) ->
                    assertThat(told(last, offset))
                            .as("record %d by %s", offset, last)
                            .isEqualTo(done));
        });
    }

    private static boolean told(@Nullable OffsetAndMetadata last, long offset) {
        return last != null && (offset < last.offset() || ahead(last).contains(offset));
    }

    private static DoneAhead ahead(@Nullable OffsetAndMetadata last) {
        return last == null ? DoneAhead.NOTHING : DoneAhead.read(last.offset(), last.metadata());
    }
}
