package dev.signalbox.benchmarks.soak;

import dev.signalbox.standalone.client.Metrics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// The soak: a steady load on four rooms and a broker, each a process of its own, while one fault
/// after another happens to them; in the end the ledger is compared with what the target was sent,
/// with the usage and with the counters.
///
/// It has a timetable, a fault every so many seconds, and sleeps between its entries.
public final class SoakBenchmark {
    private static final int EVENTS_PER_SECOND = 100;
    private static final Duration BETWEEN_FAULTS = Duration.ofSeconds(12);

    private final Duration length;
    private final SoakProcesses processes;
    private final SoakFaults faults;
    private final SoakLedger ledger;
    private final Map<String, Long> figures = new LinkedHashMap<>();

    private SoakBenchmark(
            Duration length, SoakProcesses processes, SoakFaults faults, SoakLedger ledger) {
        this.length = length;
        this.processes = processes;
        this.faults = faults;
        this.ledger = ledger;
    }

    /// Runs it for a time and then until all has arrived.
    ///
    /// @param folder for logs and for what the processes keep
    public static SoakReport run(Path folder, Duration length)
            throws IOException, InterruptedException {
        try (var faults = new SoakFaults(folder);
                var processes = new SoakProcesses(folder, faults.disk().resolve("kafka"));
                var ledger = new SoakLedger(EVENTS_PER_SECOND)) {
            return new SoakBenchmark(length, processes, faults, ledger).run();
        }
    }

    private SoakReport run() throws IOException, InterruptedException {
        processes.start();
        SoakProcesses.await("the rule is there", () -> processes.hasRule(ledger.url()));
        ledger.send(processes.address("ingest"));
        long end = System.nanoTime() + length.toNanos();
        for (int round = 0; System.nanoTime() < end; round++) {
            Thread.sleep(BETWEEN_FAULTS);
            faults.make(round, processes);
            SoakProcesses.await("every room is ready again", processes::isEveryRoomReady);
            System.err.printf(
                    Locale.ROOT,
                    "  %,d acknowledged, %,d delivered, faults: %s%n",
                    ledger.acknowledged(),
                    ledger.delivered(),
                    faults.counts());
        }
        ledger.stopSending();
        settle();
        compareCounters();
        countEvents();
        return new SoakReport(
                figures,
                "Soak of %d minutes at %d events/s, with: %s."
                        .formatted(length.toMinutes(), EVENTS_PER_SECOND, faults.counts()));
    }

    private void settle() throws InterruptedException {
        SoakProcesses.await("everything is delivered", () -> ledger.lost() == 0);
        SoakProcesses.await("the usage is complete", () -> processes.usage() == ledger.delivered());
    }

    /// All rooms begin to count anew; then a minute of load, with a pause of the broker, which
    /// leaves events written and not acknowledged.
    private void compareCounters() throws IOException, InterruptedException {
        for (String room : SoakProcesses.ROOMS) {
            processes.process(room).restart(Map.of());
        }
        SoakProcesses.await("every room is ready after a restart", processes::isEveryRoomReady);
        ledger.send(processes.address("ingest"));
        Thread.sleep(BETWEEN_FAULTS);
        processes.process(SoakProcesses.BROKER).pause(SoakFaults.PAUSE);
        Thread.sleep(BETWEEN_FAULTS);
        ledger.stopSending();
        settle();
        Metrics ingest = processes.metrics("ingest");
        Metrics router = processes.metrics("router");
        Metrics notifier = processes.metrics("notifier");
        figures.put(
                "received - accepted - rejected - refused",
                ingest.sum("signalbox_ingest_received_total")
                        - ingest.sum("signalbox_ingest_accepted_total")
                        - ingest.sum("signalbox_ingest_rejected_total")
                        - ingest.sum("signalbox_ingest_refused_total"));
        figures.put(
                "accepted + unanswered - duplicates - routed",
                ingest.sum("signalbox_ingest_accepted_total")
                        + ingest.sum("signalbox_ingest_unanswered_total")
                        - router.sum("signalbox_router_duplicates_total")
                        - router.sum("signalbox_router_routed_total"));
        figures.put(
                "matched - delivered by the notifier",
                router.sum("signalbox_router_matched_total")
                        - notifier.sum("signalbox_notifier_delivered_total"));
    }

    private void countEvents() {
        figures.put("events acknowledged", (long) ledger.acknowledged());
        figures.put("of these lost", ledger.lost());
        figures.put("events delivered under another id too", ledger.otherIds());
        figures.put("usage - distinct deliveries", processes.usage() - ledger.delivered());
        figures.put("deliveries repeated under their id", ledger.repeated());
        figures.put("sends that were not acknowledged", ledger.unanswered());
    }
}
