package dev.signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.standalone.client.ApiClient;
import dev.signalbox.standalone.client.Metrics;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What failing deliveries leave on the notifier's heap: what the recent memory and the lanes are
/// bounded to, and nothing else.
///
/// `-Dsignalbox.proof.minutes=10` goes on for that long, and prints what lives each minute.
@Tag("slow")
class NotifierMemoryTest {
    private static final int MINUTES = Integer.getInteger("signalbox.proof.minutes", 0);
    private static final int PER_SECOND = Integer.getInteger("signalbox.proof.rate", 1_500);
    private static final int DELIVERIES = 6_000;
    private static final int RULES = 50;

    /// How many deliveries the recent memory has at hand as objects, with room for some that were
    /// long in being done.
    private static final int AT_HAND = 1 << 12;

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration CALM = Duration.ofSeconds(2);

    @TempDir Path folder;

    @Test
    void failingDeliveriesLeaveNothingBehind() throws Exception {
        try (var receiver = BookingReceiver.start(NotifierMemoryTest::answer);
                var stage = stage(receiver);
                var notifier = stage.notifier("a");
                var metrics = new ApiClient(notifier.address())) {
            int count = MINUTES == 0 ? DELIVERIES : MINUTES * 60 * PER_SECOND;
            try (var load =
                    DeliveryLoad.start(
                            stage.settings(), count, PER_SECOND, number -> number % RULES)) {
                for (int minute = 1; minute <= MINUTES; minute++) {
                    int reached = minute * 60 * PER_SECOND;
                    await().atMost(PATIENCE).until(() -> load.written().size() >= reached);
                    print("minute " + minute, notifier, metrics);
                }
                load.await();
            }

            await().atMost(PATIENCE)
                    .during(CALM)
                    .until(() -> {
                        Metrics told = metrics(metrics);
                        return told.sum("signalbox_notifier_in_flight") == 0
                                && told.sum("signalbox_notifier_waiting") == 0;
                    });

            LiveObjects live = print("calm", notifier, metrics);
            assertThat(live.count("notifier.task.RecentDeliveries$Entry"))
                    .isPositive()
                    .isLessThanOrEqualTo(AT_HAND);
            assertThat(live.count("notifier.lane.Lane")).isPositive().isLessThanOrEqualTo(RULES);
            assertThat(live.count("notifier.lane.Gate")).isLessThanOrEqualTo(RULES);
            assertThat(live.count("notifier.task.DeliveryTask")).isZero();
            assertThat(live.count("notifier.task.OffsetTracker$Slot")).isZero();
            assertThat(live.count("notifier.lane.LaneQueue$Queued")).isZero();
            assertThat(live.count("notifier.http.Deadlines$Watched")).isZero();
            assertThat(live.count("contract.delivery.Delivery")).isZero();
            assertThat(live.count("contract.delivery.Attempt")).isZero();
        }
    }

    /// A fifth each is dead, fails always, fails mostly, says 429 at times, and is healthy.
    private static int answer(String path, String deliveryId, int attempt) {
        return switch (Integer.parseInt(path.substring(1)) % 5) {
            case 1 -> 500;
            case 2 -> Math.floorMod(deliveryId.hashCode() * 31 + attempt, 10) < 6 ? 503 : 204;
            case 3 -> Math.floorMod(deliveryId.hashCode() * 31 + attempt, 100) == 0 ? 429 : 204;
            default -> 204;
        };
    }

    private NotifierStage stage(BookingReceiver receiver) throws IOException, InterruptedException {
        var stage =
                new NotifierStage(
                        folder,
                        Map.of(
                                "SIGNALBOX_BACKOFF_RETRY",
                                "PT0.1S/PT0.2S",
                                "SIGNALBOX_LONGEST_WAIT",
                                "PT3S"));
        URI dead = URI.create("http://127.0.0.1:" + Ports.free());
        for (int rule = 0; rule < RULES; rule++) {
            stage.rule(rule, rule % 5 == 0 ? dead.resolve("/" + rule) : receiver.url("/" + rule));
        }
        return stage;
    }

    private static Metrics metrics(ApiClient api) throws IOException, InterruptedException {
        return Metrics.parse(api.get("/metrics").body());
    }

    private static LiveObjects print(String when, SignalboxProcess notifier, ApiClient api)
            throws IOException, InterruptedException {
        LiveObjects live = LiveObjects.of(notifier);
        Metrics told = metrics(api);
        System.out.printf(
                Locale.ROOT,
                "%s: %,d KB live, %,d received, %,d dead, %,d put off, %,d in flight, %,d waiting;"
                        + " %s%n",
                when,
                live.bytes() >> 10,
                told.sum("signalbox_notifier_received_total"),
                told.sum("signalbox_notifier_dead_total"),
                told.sum("signalbox_notifier_deferred_total"),
                told.sum("signalbox_notifier_in_flight"),
                told.sum("signalbox_notifier_waiting"),
                live.counts().entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith("dev.signalbox."))
                        .filter(entry -> entry.getValue() > RULES)
                        .map(entry ->
                                entry.getKey().substring("dev.signalbox.".length())
                                        + " "
                                        + entry.getValue())
                        .sorted()
                        .collect(Collectors.joining(", ")));
        return live;
    }
}
