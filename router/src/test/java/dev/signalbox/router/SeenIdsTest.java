package dev.signalbox.router;

import static dev.signalbox.contract.event.EventHeaders.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.router.SeenIds.Sight;
import dev.signalbox.streams.ids.IdStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.Test;

class SeenIdsTest {
    private static final Duration WINDOW = Duration.ofHours(24);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long HOURS = Duration.ofHours(1).toMillis();
    private static final long NOON = 1_000 * 24 * HOURS + 12 * HOURS;

    private interface Body {
        void run(IdStore store) throws Exception;
    }

    private static void withStore(Body body) throws Exception {
        Path folder = Files.createTempDirectory("seen");
        var context =
                new MockProcessorContext<>(new Properties(), new TaskId(0, 0), folder.toFile());
        var store = SeenIds.store("seen", WINDOW).withLoggingDisabled().build();
        try {
            store.init(context.getStateStoreContext(), store);
            body.run(store);
        } finally {
            store.close();
            try (var files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /// What a commit took goes to disk with the next one.
    private static void toDisk(IdStore store) {
        store.flushCache();
        store.flushCache();
    }

    @Test
    void theSameRecordPassesAgainAfterACrash() throws Exception {
        withStore(store -> {
            var before = new SeenIds(store, WINDOW);
            assertThat(before.see(utf8("a"), "", 7, NOON)).isEqualTo(Sight.FIRST);

            var after = new SeenIds(store, WINDOW);
            assertThat(after.see(utf8("a"), "", 7, NOON)).isEqualTo(Sight.SAME_RECORD);
            assertThat(after.see(utf8("a"), "", 8, NOON)).isEqualTo(Sight.DUPLICATE);
            assertThat(after.see(utf8("a"), "", 7, NOON)).isEqualTo(Sight.SAME_RECORD);
        });
    }

    @Test
    void anIdIsUniqueWithinItsScope() throws Exception {
        withStore(store -> {
            var seen = new SeenIds(store, WINDOW);
            assertThat(seen.see(utf8("1/b/a"), "s", 1, NOON)).isEqualTo(Sight.FIRST);
            assertThat(seen.see(utf8("1/b/a"), "t", 2, NOON)).isEqualTo(Sight.FIRST);
            assertThat(seen.see(utf8("1/b/as"), "", 3, NOON)).isEqualTo(Sight.FIRST);

            assertThat(seen.see(utf8("1/b/a"), "s", 4, NOON)).isEqualTo(Sight.DUPLICATE);
            assertThat(seen.see(utf8("1/b/a"), "t", 5, NOON)).isEqualTo(Sight.DUPLICATE);
            assertThat(seen.see(utf8("1/b/a"), "t", 2, NOON)).isEqualTo(Sight.SAME_RECORD);
        });
    }

    @Test
    void whereAnIdWasFirstSeenIsKnownBeforeAndAfterItIsOnDisk() throws Exception {
        withStore(store -> {
            var seen = new SeenIds(store, WINDOW);
            seen.see(utf8("1/b/a"), "s", 7, NOON);
            seen.see(utf8("1/b/a"), "s", 8, NOON + 1); // a duplicate moves nothing
            var first = new FirstRecord(7, NOON);

            assertThat(SeenIds.find(store, utf8("1/b/a"), "s")).containsExactly(first);
            store.flushCache();
            assertThat(SeenIds.find(store, utf8("1/b/a"), "s")).containsExactly(first);
            store.flushCache();
            assertThat(SeenIds.find(store, utf8("1/b/a"), "s")).containsExactly(first);

            assertThat(SeenIds.find(store, utf8("1/b/a"), "")).isEmpty();
            assertThat(SeenIds.find(store, utf8("1/b/b"), "s")).isEmpty();
            seen.see(utf8("1/b/a"), "s", 9, NOON + 24 * HOURS);
            assertThat(SeenIds.find(store, utf8("1/b/a"), "s"))
                    .containsExactly(first, new FirstRecord(9, NOON + 24 * HOURS));
            store.close();
            assertThat(SeenIds.find(store, utf8("1/b/a"), "s")).isEmpty();
        });
    }

    @Test
    void otherThreadsAskWhileIdsComeAndGoToDisk() throws Exception {
        withStore(store -> {
            var seen = new SeenIds(store, WINDOW);
            seen.see(utf8("known"), "", 3, NOON);
            var stopped = new AtomicBoolean();
            var wrong = new ConcurrentLinkedQueue<Object>();
            Thread asking =
                    Thread.ofPlatform()
                            .start(() -> {
                                do {
                                    try {
                                        var found = SeenIds.find(store, utf8("known"), "");
                                        if (!found.equals(List.of(new FirstRecord(3, NOON)))) {
                                            wrong.add(found);
                                        }
                                    } catch (RuntimeException e) {
                                        wrong.add(e);
                                    }
                                } while (!stopped.get());
                            });

            for (int i = 0; i < 50_000; i++) {
                seen.see(utf8("id" + i), "", i, NOON + i);
                if (i % 500 == 0) {
                    store.flushCache();
                }
            }

            stopped.set(true);
            asking.join();
            assertThat(wrong).isEmpty();
        });
    }

    @Test
    void whatABuildWithoutScopesHasSeenIsADuplicateInEachScope() throws Exception {
        withStore(store -> {
            new SeenIds(store, WINDOW).see(utf8("1/b/a"), "", 1, NOON);
            toDisk(store);

            var seen = new SeenIds(store, WINDOW);
            assertThat(seen.see(utf8("1/b/a"), "s", 2, NOON + 1)).isEqualTo(Sight.DUPLICATE);
            assertThat(seen.see(utf8("1/b/a"), "t", 3, NOON + 1)).isEqualTo(Sight.DUPLICATE);
            assertThat(seen.see(utf8("1/b/a"), "s", 4, NOON + 24 * HOURS)).isEqualTo(Sight.FIRST);
            assertThat(seen.see(utf8("1/b/a"), "t", 5, NOON + 24 * HOURS)).isEqualTo(Sight.FIRST);
        });
    }

    @Test
    void anIdIsKnownWhileTheFiltersAreStillEmpty() throws Exception {
        withStore(store -> {
            var before = new SeenIds(store, WINDOW);
            int ids = 30_000;
            for (int i = 0; i < ids; i++) {
                before.see(utf8("id" + i), "", i, NOON + i);
            }
            toDisk(store);

            var after = new SeenIds(store, WINDOW);
            assertThat(after.load(Duration.ZERO)).isFalse();
            for (int i = 0; i < ids; i += 97) {
                assertThat(after.see(utf8("id" + i), "", ids + i, NOON + 23 * HOURS))
                        .isEqualTo(Sight.DUPLICATE);
            }
            assertThat(after.see(utf8("new"), "", 1, NOON)).isEqualTo(Sight.FIRST);
            assertThat(after.load(PATIENCE)).isTrue();
            for (int i = 0; i < ids; i += 89) {
                assertThat(after.see(utf8("id" + i), "", ids + i, NOON + 23 * HOURS))
                        .isEqualTo(Sight.DUPLICATE);
            }
        });
    }

    /// Times in half hours within three days, ids and offsets few: what is seen must be what a list
    /// of all first sights says. A restart may come at any time.
    @Property(tries = 60)
    void agreesWithAPlainListOfFirstSights(
            @ForAll @Size(max = 60) List<@IntRange(max = 20 * 96 - 1) Integer> steps)
            throws Exception {
        withStore(store -> {
            var seen = new SeenIds(store, WINDOW);
            Map<String, List<long[]>> sights = new HashMap<>();
            long offset = 0;
            long base = NOON;
            for (int step : steps) {
                if (step % 7 == 0) {
                    store.flushCache();
                }
                if (step % 20 == 0) {
                    seen = new SeenIds(store, WINDOW);
                }
                String id = "id" + step % 4;
                base += (step / 20) * HOURS / 16;
                long time = base - (step % 5) * HOURS / 2;
                var its = sights.computeIfAbsent(id, ignored -> new ArrayList<>());
                boolean duplicate =
                        its.stream()
                                .anyMatch(first -> Math.abs(time - first[1]) < WINDOW.toMillis());
                assertThat(seen.see(utf8(id), "", offset, time))
                        .isEqualTo(duplicate ? Sight.DUPLICATE : Sight.FIRST);
                if (!duplicate) {
                    its.add(new long[] {offset, time});
                }
                offset++;
            }
        });
    }
}
