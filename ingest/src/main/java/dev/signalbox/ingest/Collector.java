package dev.signalbox.ingest;

import dev.signalbox.contract.file.DiskWatch;
import dev.signalbox.contract.stats.Counted;
import dev.signalbox.contract.stats.StatsBoard;
import dev.signalbox.contract.tracing.Tracing;
import dev.signalbox.web.ApiException;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.RecordMetadata;

/// The way of events from a request to Kafka, and what is counted on it:
///
/// ```
///   received = accepted + rejected + refused
/// ```
///
/// per door and per event, whenever no request is under way.
///
/// - *accepted*: all in-sync replicas have it. Only then does the sender get its answer.
/// - *rejected*: the sender's fault: no JSON, no event, too large, a bus that does not exist. A
///   request that cannot be read as events at all is one received and one rejected. What is refused
///   before it reaches a room (no HTTP, too long a body by its own Content-Length, too slow) is no
///   event and is counted by the HTTP server.
/// - *refused*: ours: the disk is nearly full, or Kafka does not take it, or not in time. When
///   Kafka has such an event all the same, it is also counted as *unanswered*, as soon as that is
///   known; when it is sent again, the router drops the copy.
///
/// The events of Kafka's topic are those accepted and those unanswered.
final class Collector {
    private static final Duration UNTIL_THERE_IS_ROOM = Duration.ofSeconds(30);
    private static final double[] SECONDS = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30
    };

    private final EventWriter writer;
    private final DiskWatch disk;
    private final StatsBoard stats;
    private final Tracing tracing;
    private final DistributionDataPoint acknowledgementSeconds;
    private final Map<Door, Counts> counts = new EnumMap<>(Door.class);

    private record Counts(
            CounterDataPoint received,
            CounterDataPoint accepted,
            CounterDataPoint rejected,
            CounterDataPoint refused,
            CounterDataPoint unanswered) {}

    Collector(
            EventWriter writer,
            DiskWatch disk,
            PrometheusRegistry metrics,
            StatsBoard stats,
            Tracing tracing) {
        this.writer = writer;
        this.disk = disk;
        this.stats = stats;
        this.tracing = tracing;
        acknowledgementSeconds =
                Histogram.builder()
                        .name("signalbox_ingest_acknowledgement_seconds")
                        .help("Time that Kafka took for the events of a request")
                        .classicOnly()
                        .classicUpperBounds(SECONDS)
                        .withoutExemplars()
                        .register(metrics)
                        .labelValues();
        Counter received = counter("signalbox_ingest_received", "Events received", metrics);
        Counter accepted = counter("signalbox_ingest_accepted", "Events accepted", metrics);
        Counter rejected =
                counter("signalbox_ingest_rejected", "Events that their sender must mend", metrics);
        Counter refused =
                counter("signalbox_ingest_refused", "Events that could not be written", metrics);
        Counter unanswered =
                counter(
                        "signalbox_ingest_unanswered",
                        "Events among the refused that Kafka took after the answer",
                        metrics);
        for (Door door : Door.values()) {
            counts.put(
                    door,
                    new Counts(
                            received.labelValues(door.label()),
                            accepted.labelValues(door.label()),
                            rejected.labelValues(door.label()),
                            refused.labelValues(door.label()),
                            unanswered.labelValues(door.label())));
        }
    }

    private static Counter counter(String name, String help, PrometheusRegistry metrics) {
        return Counter.builder()
                .name(name)
                .help(help)
                .labelNames("door")
                .withoutExemplars()
                .register(metrics);
    }

    /// Takes in the one event of a request.
    ///
    /// @throws ApiException when it is not accepted
    void collectOne(Door door, Supplier<List<Parsed>> reading) {
        switch (collectEach(door, reading).getFirst()) {
            case IngestResult.Accepted _ -> {}
            case IngestResult.Rejected rejected -> throw rejection(rejected, "");
            case IngestResult.Refused refused -> throw refusal(refused);
        }
    }

    /// Takes in all events of a request, or none where one is rejected.
    ///
    /// @return how many
    /// @throws ApiException when one is not accepted
    int collectAll(Door door, Supplier<List<Parsed>> reading) {
        List<Parsed> events = read(door, reading);
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i) instanceof Parsed.Invalid invalid) {
                counts(door).rejected().inc(events.size());
                throw rejection(
                        new IngestResult.Rejected(invalid),
                        events.size() == 1 ? "" : "event " + i + ": ");
            }
        }
        for (IngestResult result : write(door, events)) {
            switch (result) {
                case IngestResult.Accepted _ -> {}
                case IngestResult.Rejected rejected -> throw rejection(rejected, "");
                case IngestResult.Refused refused -> throw refusal(refused);
            }
        }
        return events.size();
    }

    /// Takes in each event of a request by itself.
    ///
    /// @return what became of each, in their order
    /// @throws ApiException when the request cannot be read as events
    List<IngestResult> collectEach(Door door, Supplier<List<Parsed>> reading) {
        return write(door, read(door, reading));
    }

    private List<Parsed> read(Door door, Supplier<List<Parsed>> reading) {
        Counts count = counts(door);
        try {
            List<Parsed> events = reading.get();
            count.received().inc(events.size());
            return events;
        } catch (ApiException e) {
            count.received().inc();
            count.rejected().inc();
            throw e;
        }
    }

    private List<IngestResult> write(Door door, List<Parsed> events) {
        long beganNanos = System.nanoTime();
        String shortage = disk.shortage();
        EventWriter.Request request = writer.request(counts(door).unanswered());
        List<Tracing.Hop> hops = tracing.on() ? new ArrayList<>() : List.of();
        var sent = new ArrayList<Future<RecordMetadata>>(events.size());
        for (Parsed parsed : events) {
            if (shortage == null && parsed instanceof Parsed.Valid(Event event)) {
                if (tracing.on()) {
                    hops.add(AcceptHop.begin(tracing, door, event));
                }
                sent.add(request.send(event, tracing.on() ? hops.getLast().context() : ""));
            }
        }
        var results = new ArrayList<IngestResult>(events.size());
        int next = 0;
        for (Parsed parsed : events) {
            IngestResult result =
                    switch (parsed) {
                        case Parsed.Invalid invalid -> new IngestResult.Rejected(invalid);
                        case Parsed.Valid(Event event) ->
                                shortage == null
                                        ? request.await(event, sent.get(next++))
                                        : new IngestResult.Refused(
                                                event.key().id(), shortage, UNTIL_THERE_IS_ROOM);
                    };
            count(door, result);
            if (result instanceof IngestResult.Accepted
                    && parsed instanceof Parsed.Valid(Event event)) {
                stats.of(event.key().account()).count(Counted.ACCEPTED);
            }
            results.add(result);
        }
        AcceptHop.end(hops, results);
        if (!sent.isEmpty()) {
            acknowledgementSeconds.observe((System.nanoTime() - beganNanos) / 1e9);
        }
        return results;
    }

    private void count(Door door, IngestResult result) {
        Counts count = counts(door);
        switch (result) {
            case IngestResult.Accepted _ -> count.accepted().inc();
            case IngestResult.Rejected _ -> count.rejected().inc();
            case IngestResult.Refused _ -> count.refused().inc();
        }
    }

    private Counts counts(Door door) {
        return Objects.requireNonNull(counts.get(door));
    }

    private static ApiException rejection(IngestResult.Rejected rejected, String where) {
        return new ApiException(rejected.status(), rejected.code(), where + rejected.message());
    }

    static ApiException refusal(IngestResult.Refused refused) {
        return new ApiException(503, "ServiceUnavailable", refused.message(), refused.retryAfter());
    }
}
