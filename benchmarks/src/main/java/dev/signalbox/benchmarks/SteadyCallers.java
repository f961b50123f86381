package dev.signalbox.benchmarks;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Callers that send events at a steady rate, in turns to each ingest of a fleet, and send one
/// again to the next where it was not accepted, as callers are asked to.
///
/// One thread keeps the rate, and a virtual thread sends each event, some at a time.
final class SteadyCallers implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(6);
    private static final int MOST_AT_ONCE = 128;
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Fleet fleet;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(1))
                    .build();
    private final Semaphore connections = new Semaphore(MOST_AT_ONCE);
    private final ExecutorService sending = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final Thread pace;
    private volatile boolean stopping;

    private SteadyCallers(Fleet fleet, int perSecond, int targets) {
        this.fleet = fleet;
        pace = Thread.ofPlatform().name("callers").start(() -> keepPace(perSecond, targets));
    }

    /// Starts to send.
    ///
    /// @param targets how many types of events there are, one for each target
    static SteadyCallers start(Fleet fleet, int perSecond, int targets) {
        return new SteadyCallers(fleet, perSecond, targets);
    }

    private void keepPace(int perSecond, int targets) {
        long gap = TimeUnit.SECONDS.toNanos(1) / perSecond;
        long due = System.nanoTime();
        for (int number = 0; !stopping; number++) {
            while (System.nanoTime() - due < 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            String id = "rolling-" + number;
            String event = Neighbours.event(id, number % targets, due);
            int first = number;
            sending.execute(() -> send(id, event, first));
            due += gap;
        }
    }

    private void send(String id, String event, int first) {
        try {
            for (int turn = first; !isAccepted(event, turn % Fleet.OF_EACH); turn++) {
                TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            }
            accepted.add(id);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isAccepted(String event, int ingest) throws InterruptedException {
        var request =
                HttpRequest.newBuilder(fleet.address("ingest", ingest).resolve("/events"))
                        .header("content-type", "application/cloudevents+json")
                        .timeout(ANSWER)
                        .POST(BodyPublishers.ofString(event))
                        .build();
        connections.acquire();
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() / 100 == 2;
        } catch (IOException e) {
            return false;
        } finally {
            connections.release();
        }
    }

    /// The ids of the events that were accepted.
    Set<String> accepted() {
        return accepted;
    }

    /// Sends no more; returns when what was sent has been accepted.
    @Override
    public void close() {
        stopping = true;
        try {
            pace.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sending.close();
        http.close();
    }
}
