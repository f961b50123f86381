package dev.signalbox.contract.topic;

import dev.signalbox.contract.settings.Settings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The watch on Kafka that makes a room not ready while Kafka cannot do what the room needs: take
/// records on all in-sync replicas, give records, keep offsets and transactions. Without it an idle
/// room would find out only with the next record.
///
/// One thread asks every two seconds. Two bad answers in a row count, so that a leader that moves
/// is no news, and four where brokers are silent but the controller is there: it replaces one that
/// died after nine seconds. One good answer ends it. The rooms name what they need when they start;
/// all may be called by any thread.
public final class KafkaWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaWatch.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration CLOSE = Duration.ofSeconds(1);
    private static final int ENOUGH = 2;

    /// Each takes five seconds, two of pause and three in which a broker could have answered.
    private static final int ENOUGH_FAILING_OVER = 4;

    private final Set<String> read = ConcurrentHashMap.newKeySet();
    private final Set<String> written = ConcurrentHashMap.newKeySet();
    private final Set<String> groups = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<Topic, String> misfits;
    private final @Nullable Thread thread;
    private volatile List<String> missing = List.of();

    /// A watch that never finds anything wrong, for rooms on parts that need no Kafka.
    public KafkaWatch() {
        misfits = Map.of();
        thread = null;
    }

    private KafkaWatch(Settings settings, Map<Topic, String> misfits) {
        this.misfits = Map.copyOf(misfits);
        thread =
                Thread.ofPlatform()
                        .name("signalbox-kafka-watch")
                        .daemon()
                        .unstarted(() -> {
                            try (var check = new KafkaCheck(settings)) {
                                watch(check);
                            }
                        });
    }

    /// Starts a watch.
    ///
    /// @param misfits the topics that do not fit the state of the rooms that read them, and why
    public static KafkaWatch start(Settings settings, Map<Topic, String> misfits) {
        var watch = new KafkaWatch(settings, misfits);
        if (watch.thread != null) {
            watch.thread.start();
        }
        return watch;
    }

    /// Topics that a room reads.
    public void reads(Topic... topics) {
        Arrays.stream(topics).map(Topic::topicName).forEach(read::add);
    }

    /// Topics that a room reads and keeps state for.
    ///
    /// @throws IllegalStateException when they have another number of partitions than the state
    public void keepsStateOf(Topic... topics) {
        List<String> wrong =
                misfits.entrySet().stream()
                        .filter(misfit -> List.of(topics).contains(misfit.getKey()))
                        .map(Map.Entry::getValue)
                        .toList();
        if (!wrong.isEmpty()) {
            throw new IllegalStateException(String.join("; ", wrong));
        }
        reads(topics);
        for (Changelog state : Changelog.values()) {
            if (List.of(topics).contains(state.source())) {
                written.add(state.topicName());
            }
        }
    }

    /// Topics that a room writes.
    public void writes(Topic... topics) {
        Arrays.stream(topics).map(Topic::topicName).forEach(written::add);
    }

    /// Consumer groups that a room is in.
    public void joins(String... names) {
        groups.addAll(List.of(names));
        written.add(KafkaCheck.OFFSETS);
    }

    /// A room writes in transactions.
    public void transacts() {
        written.add(KafkaCheck.TRANSACTIONS);
    }

    /// What Kafka lacks for the rooms' work, in words; empty when nothing.
    public List<String> missing() {
        return missing;
    }

    private void watch(KafkaCheck check) {
        int bad = 0;
        try {
            while (!closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                var found =
                        check.find(
                                new TreeSet<>(read), new TreeSet<>(written), new TreeSet<>(groups));
                bad = found.problems().isEmpty() ? 0 : bad + 1;
                if (counts(found, bad)) {
                    become(found.problems());
                }
            }
        } catch (InterruptedException e) {
            // closing
        }
    }

    /// Whether the findings are believed.
    ///
    /// @param bad how many in a row were bad, these with them
    static boolean counts(KafkaCheck.Findings found, int bad) {
        return found.problems().isEmpty()
                || bad >= (found.failingOver() ? ENOUGH_FAILING_OVER : ENOUGH);
    }

    private void become(List<String> found) {
        if (missing.isEmpty() != found.isEmpty()) {
            if (found.isEmpty()) {
                LOG.atInfo().log("Kafka can do again what the room needs");
            } else {
                LOG.atWarn()
                        .addKeyValue("reason", String.join("; ", found))
                        .log("not ready: Kafka cannot do what the room needs");
            }
        }
        missing = found;
    }

    @Override
    public void close() {
        closing.countDown();
        if (thread != null) {
            thread.interrupt();
            try {
                thread.join(CLOSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
