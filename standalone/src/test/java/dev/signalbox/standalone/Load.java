package dev.signalbox.standalone;

import dev.signalbox.standalone.client.ApiClient;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Callers that send events without pause and, as callers must, send an event again until it is
/// acknowledged. The ledger holds what was.
final class Load implements AutoCloseable {
    private static final String EVENT =
            """
            {"specversion":"1.0","id":"%s","source":"acs.dataworks",\
            "type":"dataworks:FileChange:CommitFile","datacontenttype":"application/json",\
            "data":{"eventCode":"commit-file","projectId":80006,"fileId":9007199254740993}}\
            """;

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicLong next = new AtomicLong();
    private final List<Thread> callers = new ArrayList<>();
    private final ApiClient api;
    private volatile boolean stopping;

    private Load(URI address) {
        api = new ApiClient(address);
    }

    /// Starts callers.
    static Load start(int callers, URI address) {
        var load = new Load(address);
        for (int caller = 0; caller < callers; caller++) {
            load.callers.add(Thread.ofPlatform().name("caller-" + caller).start(load::call));
        }
        return load;
    }

    private void call() {
        while (!stopping) {
            String id = "event-" + next.incrementAndGet();
            while (!send(id)) {
                LockSupport.parkNanos(50_000_000);
            }
            acknowledged.add(id);
        }
    }

    private boolean send(String id) {
        try {
            return api.post("/events", "application/cloudevents+json", EVENT.formatted(id)).ok();
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// The ids of the events that were acknowledged.
    Set<String> acknowledged() {
        return acknowledged;
    }

    /// Lets every caller finish the event it is at.
    @Override
    public void close() {
        stopping = true;
        for (Thread caller : callers) {
            try {
                caller.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        api.close();
    }
}
