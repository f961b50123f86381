package dev.signalbox.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/// The cost of bad targets to neighbours: the latency of the healthy ones while others are dead,
/// hang and throttle, beside that of a run in which all are healthy. The whole pipeline at a steady
/// rate that leaves the machine time; each target has a rule of its own, and each event goes to
/// one.
final class IsolationBenchmark {
    private static final Duration PATIENCE = Duration.ofMinutes(8);

    private final Subject subject;
    private final Neighbours neighbours;
    private final Ends ends;
    private final Size size;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Set<String> toHealthy = ConcurrentHashMap.newKeySet();
    private final Set<String> toBad = ConcurrentHashMap.newKeySet();
    private int sent;

    /// How much is measured.
    ///
    /// @param targets all of them
    /// @param badOfEachKind how many of them can be dead, how many hang, and how many say 429
    /// @param hang how long a target that hangs does so
    /// @param perSecond events
    /// @param time of a run
    /// @param warmUps rounds before the first that is measured, each a run with the bad ones
    ///   healthy and one with them bad, for the code of both has to be warm
    record Size(
            int targets,
            int badOfEachKind,
            Duration hang,
            int perSecond,
            Duration time,
            int warmUps) {
        /// The size that the figures are for.
        static Size whole(boolean full) {
            return new Size(
                    1_000, 10, Duration.ofSeconds(30), 500, Duration.ofSeconds(full ? 60 : 30), 1);
        }
    }

    /// The fate of all events.
    ///
    /// @param lost those that neither arrived nor are dead, and those to healthy targets that did
    ///   not arrive
    /// @param delayed rules of healthy targets of which anything failed or was deferred
    /// @param tried of each dead letter, how often it was tried
    record Ledger(Set<String> lost, Set<String> delayed, Map<String, Integer> tried) {}

    private IsolationBenchmark(Subject subject, Neighbours neighbours, Ends ends, Size size) {
        this.subject = subject;
        this.neighbours = neighbours;
        this.ends = ends;
        this.size = size;
    }

    /// Measures a Signalbox as a user starts it.
    static void run(Path folder, boolean full, Results results) throws Exception {
        Ledger ledger =
                run(
                        settings -> Subject.signalbox(folder, settings),
                        Map.of(),
                        Size.whole(full),
                        full ? 3 : 2,
                        results);
        results.figure("isolation: deliveries lost", ledger.lost().size());
        results.figure("isolation: healthy targets that were put off", ledger.delayed().size());
        results.figure("isolation: dead letters of bad targets", ledger.tried().size());
    }

    /// Starts what is measured.
    @FunctionalInterface
    interface Starter {
        /// Starts it.
        ///
        /// @param settings added to those that every subject has
        Subject start(Map<String, String> settings) throws IOException;
    }

    /// Runs rounds.
    ///
    /// @param more settings of what is measured
    static Ledger run(
            Starter starter, Map<String, String> more, Size size, int rounds, Results results)
            throws Exception {
        String kafka = "127.0.0.1:" + freePort();
        var settings = new HashMap<>(more);
        settings.put("SIGNALBOX_KAFKA", kafka);
        settings.put("SIGNALBOX_BACKOFF_RETRY", "PT0.5S/PT1S");
        try (var subject = starter.start(settings);
                var neighbours = new Neighbours(size.badOfEachKind(), size.hang());
                var ends = new Ends(kafka)) {
            var benchmark = new IsolationBenchmark(subject, neighbours, ends, size);
            neighbours.makeRules(subject.address(), size.targets());
            for (int round = 0; round < size.warmUps(); round++) {
                benchmark.round(new Results());
            }
            for (int round = 0; round < rounds; round++) {
                benchmark.round(results);
            }
            return benchmark.ledger();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void round(Results results) throws IOException, InterruptedException {
        String name = "isolation, p99 at healthy targets, µs";
        results.baseline(name, measure(results, "all healthy"));
        neighbours.turnBad();
        results.measured(name, measure(results, "3 % bad"));
        neighbours.recover();
        awaitAll();
        neighbours.takeLatencies();
    }

    /// The p99 of a run, in microseconds.
    private double measure(Results results, String what) throws IOException, InterruptedException {
        send();
        await(() -> neighbours.arrived().containsAll(toHealthy));
        Histogram latencies = neighbours.takeLatencies();
        results.figure(
                "isolation, " + what + ": p50, ms", latencies.getValueAtPercentile(50) / 1_000.0);
        results.figure(
                "isolation, " + what + ": p99, ms", latencies.getValueAtPercentile(99) / 1_000.0);
        return latencies.getValueAtPercentile(99);
    }

    private void send() {
        long count = size.perSecond() * size.time().toSeconds();
        long gap = TimeUnit.SECONDS.toNanos(1) / size.perSecond();
        long start = System.nanoTime();
        for (long i = 0; i < count; i++) {
            long due = start + i * gap;
            while (System.nanoTime() - due < 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            send(sent++, due);
        }
    }

    private void send(int number, long due) {
        int target = number % size.targets();
        String id = "isolation-" + number;
        (neighbours.canBeBad(target) ? toBad : toHealthy).add(id);
        var request =
                HttpRequest.newBuilder(subject.address().resolve("/events"))
                        .header("content-type", "application/cloudevents+json")
                        .POST(BodyPublishers.ofString(Neighbours.event(id, target, due)))
                        .build();
        var _ = http.sendAsync(request, BodyHandlers.discarding());
    }

    /// Returns when every delivery has come to its end.
    private void awaitAll() throws IOException {
        await(() -> {
            ends.follow();
            return open().isEmpty();
        });
    }

    private Set<String> open() {
        var open = new HashSet<>(toHealthy);
        open.addAll(toBad);
        open.removeAll(neighbours.arrived());
        open.removeAll(ends.dead().keySet());
        return open;
    }

    private Ledger ledger() {
        ends.follow();
        Set<String> lost = open();
        toHealthy.stream().filter(ends.dead()::containsKey).forEach(lost::add);
        var delayed = new HashSet<>(ends.again());
        for (int target = 0; target < size.targets(); target++) {
            if (neighbours.canBeBad(target)) {
                delayed.remove(Neighbours.rule(target));
            }
        }
        return new Ledger(lost, delayed, Map.copyOf(ends.dead()));
    }

    private interface Sight {
        boolean isThere();
    }

    private void await(Sight sight) throws IOException {
        long start = System.nanoTime();
        while (!sight.isThere()) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new IOException("deliveries have not ended: " + open());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
