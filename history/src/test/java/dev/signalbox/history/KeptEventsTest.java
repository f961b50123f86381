package dev.signalbox.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.replay.OffsetRange;
import dev.signalbox.contract.rule.BusKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class KeptEventsTest {
    private static final BusKey BUS = new BusKey("1", "default");
    private static final Duration NO_WAIT = Duration.ZERO;

    private final EventLog log = new EventLog(2);

    private void event(int partition, String key, long time) {
        log.event(partition, key, "", "s", "t", time, "{}");
    }

    private KeptEvents read(long from, long to, OffsetRange first, OffsetRange second) {
        return new KeptEvents(
                log,
                Map.of(0, first, 1, second),
                BUS,
                Instant.ofEpochMilli(from),
                Instant.ofEpochMilli(to));
    }

    private static List<String> ids(KeptEvents events) {
        var ids = new ArrayList<String>();
        while (!events.finished()) {
            KeptEvent event = events.next(NO_WAIT);
            if (event != null) {
                ids.add(event.eventKey().id());
            }
        }
        return ids;
    }

    @Test
    void theOldestEventOfAllPartitionsComesFirst() {
        event(0, "1/default/a", 10);
        event(0, "1/default/d", 40);
        event(1, "1/default/b", 20);
        event(1, "1/default/c", 30);
        event(1, "1/default/e", 50);

        assertThat(ids(read(0, 100, new OffsetRange(0, 2), new OffsetRange(0, 3))))
                .containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void onlyEventsOfTheBusAndThePeriodAreGiven() {
        event(0, "1/default/before", 9);
        event(0, "1/default/first", 10);
        event(0, "1/default2/other-bus", 11);
        event(0, "11/default/other-account", 11);
        event(0, "1/default/last", 19);
        event(0, "1/default/after", 20);
        event(0, "1/default/beyond-the-range", 15);

        assertThat(ids(read(10, 20, new OffsetRange(0, 6), new OffsetRange(0, 0))))
                .containsExactly("first", "last");
    }

    @Test
    void positionsPassWhatWasGivenAndNothingElse() {
        event(0, "1/default/a", 10);
        event(0, "1/default/c", 30);
        event(1, "1/default/b", 20);
        KeptEvents events = read(0, 100, new OffsetRange(0, 2), new OffsetRange(0, 1));

        assertThat(events.next(NO_WAIT)).isNotNull();

        assertThat(events.positions()).containsExactly(Map.entry(0, 1L), Map.entry(1, 0L));
    }

    @Test
    void offsetsThatKafkaHasDeletedAreCountedAndSkipped() {
        for (int i = 0; i < 10; i++) {
            event(0, "1/default/" + i, i);
        }
        log.atOnce(2);
        KeptEvents events = read(0, 100, new OffsetRange(0, 10), new OffsetRange(0, 0));
        assertThat(events.next(NO_WAIT)).isNotNull();
        log.deleteBefore(0, 7);

        assertThat(ids(events)).containsExactly("1", "7", "8", "9");

        assertThat(events.expired()).isEqualTo(5);
        assertThat(events.left()).isZero();
    }

    @Test
    void whatIsDeletedIsCountedWhenThePositionsPassIt() {
        for (int i = 0; i < 10; i++) {
            event(0, "1/default/" + i, i);
        }
        for (int i = 0; i < 4; i++) {
            event(1, "1/other/" + i, 0);
        }
        event(1, "1/default/last", 50);
        log.atOnce(2);
        KeptEvents events = read(0, 100, new OffsetRange(0, 10), new OffsetRange(0, 5));
        assertThat(events.next(NO_WAIT)).isNotNull();
        log.deleteBefore(0, 7);
        KeptEvent second = null;
        while (second == null) {
            assertThat(events.positions()).containsEntry(0, 1L);
            assertThat(events.expired()).isZero();
            second = events.next(NO_WAIT);
        }

        assertThat(events.positions()).containsEntry(0, 7L);
        assertThat(events.expired()).isEqualTo(5);
        assertThat(events.expiredAfterLast()).isEqualTo(5);
    }

    @Test
    void aRangeThatIsDeletedWholeHasAnEnd() {
        event(0, "1/default/a", 10);
        event(0, "1/default/b", 20);
        log.deleteBefore(0, 2);
        log.event(0, "1/default/c", "", "s", "t", 30, "{}");
        KeptEvents events = read(0, 100, new OffsetRange(0, 2), new OffsetRange(0, 0));

        assertThat(ids(events)).isEmpty();

        assertThat(events.expired()).isEqualTo(2);
    }

    @Property(tries = 200)
    void everyEventIsGivenOnceAndPartitionsKeepTheirOrder(
            @ForAll @Size(max = 60) List<@IntRange(max = 199) Integer> times,
            @ForAll @IntRange(min = 1, max = 7) int atOnce) {
        var topic = new EventLog(2);
        topic.atOnce(atOnce);
        var sizes = new int[2];
        for (int i = 0; i < times.size(); i++) {
            int partition = times.get(i) % 2;
            String bus = times.get(i) % 3 == 0 ? "other" : "default";
            topic.event(partition, "1/" + bus + "/" + i, "", "s", "t", times.get(i), "{}");
            sizes[partition]++;
        }
        var events =
                new KeptEvents(
                        topic,
                        Map.of(0, new OffsetRange(0, sizes[0]), 1, new OffsetRange(0, sizes[1])),
                        BUS,
                        Instant.EPOCH,
                        Instant.ofEpochMilli(150));
        var given = new ArrayList<List<Long>>(List.of(new ArrayList<>(), new ArrayList<>()));
        while (!events.finished()) {
            KeptEvent event = events.next(NO_WAIT);
            if (event != null) {
                given.get(event.partition()).add(event.offset());
            }
        }

        assertThat(given.get(0)).isSorted().doesNotHaveDuplicates();
        assertThat(given.get(1)).isSorted().doesNotHaveDuplicates();
        assertThat(given.get(0).size() + given.get(1).size())
                .isEqualTo(
                        (int) times.stream().filter(time -> time % 3 != 0 && time < 150).count());
    }

    @Property(tries = 200)
    void timeStepsBackNoFurtherThanWithinAPartition(
            @ForAll @Size(max = 60) List<@IntRange(max = 200) Integer> times,
            @ForAll @IntRange(min = 1, max = 7) int atOnce) {
        var topic = new EventLog(2);
        topic.atOnce(atOnce);
        List<Integer> sorted = times.stream().sorted().toList();
        var sizes = new int[2];
        for (int i = 0; i < sorted.size(); i++) {
            int partition = times.get(i) % 2;
            topic.event(partition, "1/default/" + i, "", "s", "t", sorted.get(i), "{}");
            sizes[partition]++;
        }
        var events =
                new KeptEvents(
                        topic,
                        Map.of(0, new OffsetRange(0, sizes[0]), 1, new OffsetRange(0, sizes[1])),
                        BUS,
                        Instant.EPOCH,
                        Instant.ofEpochMilli(1_000));
        var given = new ArrayList<Long>();
        while (!events.finished()) {
            KeptEvent event = events.next(NO_WAIT);
            if (event != null) {
                given.add(event.acceptedMillis());
            }
        }

        assertThat(given).isSorted().hasSize(times.size());
    }
}
