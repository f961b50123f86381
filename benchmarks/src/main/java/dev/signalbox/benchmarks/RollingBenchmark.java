package dev.signalbox.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/// The pause that a restart makes: the latest delivery while two processes of each room are stopped
/// cleanly and started again, one after another, beside the latest of the same load without
/// restarts; and while one of two is killed and stays away. The callers send to both ingests, and
/// again where they had no answer.
final class RollingBenchmark {
    private static final int TARGETS = 32;
    private static final int PER_SECOND = 500;
    private static final Duration SETTLE = Duration.ofSeconds(3);
    private static final Duration AWAY = Duration.ofSeconds(20);

    private final Fleet fleet;
    private final Neighbours neighbours;
    private final SteadyCallers callers;
    private final Results results;
    private final Duration quiet;

    private RollingBenchmark(
            Fleet fleet,
            Neighbours neighbours,
            SteadyCallers callers,
            Results results,
            Duration quiet) {
        this.fleet = fleet;
        this.neighbours = neighbours;
        this.callers = callers;
        this.results = results;
        this.quiet = quiet;
    }

    static void run(Path folder, boolean full, Results results) throws Exception {
        try (var fleet = Fleet.start(folder);
                var neighbours = new Neighbours(0, Duration.ZERO)) {
            neighbours.makeRules(fleet.address("console", 0), TARGETS);
            try (var callers = SteadyCallers.start(fleet, PER_SECOND, TARGETS)) {
                new RollingBenchmark(
                                fleet,
                                neighbours,
                                callers,
                                results,
                                Duration.ofSeconds(full ? 60 : 20))
                        .run();
            }
        }
    }

    private void run() throws IOException, InterruptedException {
        TimeUnit.NANOSECONDS.sleep(quiet.toNanos()); // warm-up
        latest();
        TimeUnit.NANOSECONDS.sleep(quiet.toNanos());
        double undisturbed = latest();
        double worst = 0;
        for (String room : Fleet.ROOMS) {
            double latest = restart(room);
            results.figure("rolling restart of each " + room + ": latest delivery, ms", latest);
            worst = Math.max(worst, latest);
        }
        results.baseline("rolling restart of every room: latest delivery, ms", undisturbed);
        results.measured("rolling restart of every room: latest delivery, ms", worst);
        results.figure("rolling restart: deliveries repeated", (double) neighbours.repeated());
        kill("router");
        kill("notifier");
        callers.close();
        latest();
        results.figure("rolling restart and kills: events", callers.accepted().size());
        results.figure("rolling restart and kills: deliveries lost", lost());
    }

    private double restart(String room) throws IOException, InterruptedException {
        for (int number = 0; number < Fleet.OF_EACH; number++) {
            fleet.stop(room, number);
            TimeUnit.NANOSECONDS.sleep(SETTLE.toNanos());
            fleet.start(room, number);
            TimeUnit.NANOSECONDS.sleep(SETTLE.toNanos());
        }
        return latest();
    }

    private void kill(String room) throws IOException, InterruptedException {
        fleet.kill(room, 0);
        TimeUnit.NANOSECONDS.sleep(AWAY.toNanos());
        results.figure("one %s of two is killed: latest delivery, ms".formatted(room), latest());
        fleet.start(room, 0);
        TimeUnit.NANOSECONDS.sleep(SETTLE.toNanos());
        latest();
    }

    /// Waits until what has been accepted up to now has arrived, or for a minute.
    ///
    /// @return the longest time since the last call from when an event was due to be sent to its
    ///   arrival, in milliseconds
    private double latest() throws InterruptedException {
        var accepted = new HashSet<>(callers.accepted());
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!neighbours.arrived().containsAll(accepted) && System.nanoTime() - end < 0) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        Histogram latencies = neighbours.takeLatencies();
        return latencies.getMaxValue() / 1_000.0;
    }

    private int lost() {
        var lost = new HashSet<>(callers.accepted());
        lost.removeAll(neighbours.arrived());
        return lost.size();
    }
}
