package dev.signalbox.notifier.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;

/// Ends requests whose time is up, whatever they are doing: socket timeouts begin anew with every
/// byte, and a target that sends one byte a second never meets them.
///
/// One platform thread looks at all requests under way every few milliseconds; requests are added
/// and removed by the threads that make them.
final class Deadlines implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(20);

    private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
    private final Thread thread;

    Deadlines() {
        thread = Thread.ofPlatform().name("signalbox-deadlines").daemon().start(this::watch);
    }

    /// A request that ends at its deadline unless it is closed before.
    final class Watched implements AutoCloseable {
        private final HttpUriRequestBase request;
        private volatile long deadline;
        private volatile boolean expired;

        private Watched(HttpUriRequestBase request, long deadline) {
            this.request = request;
            this.deadline = deadline;
        }

        /// Brings the deadline nearer; never puts it off.
        void within(Duration rest) {
            long nearer = System.nanoTime() + rest.toNanos();
            if (nearer - deadline < 0) {
                deadline = nearer;
            }
        }

        /// Whether the request was ended by its deadline.
        boolean expired() {
            return expired;
        }

        @Override
        public void close() {
            watched.remove(this);
        }
    }

    /// Watches a request from now on.
    Watched watch(HttpUriRequestBase request, Duration time) {
        var added = new Watched(request, System.nanoTime() + time.toNanos());
        watched.add(added);
        return added;
    }

    private void watch() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(TICK);
            } catch (InterruptedException e) {
                return;
            }
            long now = System.nanoTime();
            for (Watched one : watched) {
                if (!one.expired && now - one.deadline >= 0) {
                    one.expired = true;
                    one.request.cancel();
                }
            }
        }
    }

    /// Ends every request under way.
    void endAll() {
        for (Watched one : watched) {
            one.expired = true;
            one.request.cancel();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
