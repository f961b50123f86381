package dev.signalbox.standalone.demo;

import static dev.signalbox.standalone.demo.DemoRule.DATAWORKS_ACCOUNT;
import static dev.signalbox.standalone.demo.DemoRule.PAI_ACCOUNT;
import static dev.signalbox.standalone.demo.DemoRule.PAI_BUS;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.samples.Samples;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.Standalone;
import dev.signalbox.standalone.client.ApiClient;
import dev.signalbox.standalone.client.Metrics;
import dev.signalbox.standalone.demo.DemoReport.Sent;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/// `signalbox demo`: starts a Signalbox of its own in a temporary folder, sends every sample event
/// through the doors, twice, and prints what was delivered, deduplicated and counted.
public final class Demo implements AutoCloseable {
    private static final int PUT_EVENTS_AT_ONCE = 16;

    /// How long nothing may move before it is given up. A slow machine takes longer than this, as
    /// long as it gets on.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int BUSY = 503;

    private final Standalone signalbox;
    private final DemoReceiver receiver;
    private final ApiClient api;
    private final DemoReport report;

    private Demo(Settings settings, PrintStream out) throws IOException {
        report = new DemoReport(out);
        signalbox = Standalone.start(settings);
        receiver = DemoReceiver.start();
        api = new ApiClient(signalbox.address());
    }

    /// Plays the demo.
    ///
    /// @throws IOException saying what was not delivered, or what else went wrong
    public static void run(Map<String, String> environment, PrintStream out)
            throws IOException, InterruptedException {
        Path data = Files.createTempDirectory("signalbox-demo");
        try (var demo = new Demo(settings(environment, data), out)) {
            demo.play();
        } finally {
            try {
                Utils.delete(data.toFile());
            } catch (IOException e) {
                out.println("\nThe demo's folder could not be removed: " + data);
            }
        }
    }

    private static Settings settings(Map<String, String> environment, Path data) {
        var settings = new HashMap<>(environment);
        // It acts for two accounts on a Signalbox of its own, which no one else can reach.
        settings.keySet()
                .removeAll(
                        Set.of(
                                "SIGNALBOX_ACCESS_KEYS",
                                "SIGNALBOX_ALLOWED_NETWORKS",
                                "SIGNALBOX_REQUESTS_PER_SECOND"));
        settings.put("SIGNALBOX_HTTP", "127.0.0.1:0");
        settings.put("SIGNALBOX_KAFKA", "127.0.0.1:0");
        settings.put("SIGNALBOX_DATA", data.toString());
        settings.put("SIGNALBOX_ACCOUNT", PAI_ACCOUNT);
        settings.put("SIGNALBOX_TARGET_NETWORKS", "127.0.0.0/8");
        settings.put("SIGNALBOX_BACKOFF_RETRY", "PT0.5S/PT1S");
        return Settings.forStandalone(settings);
    }

    private void play() throws IOException, InterruptedException {
        createRules();
        List<Sent> first = sendAll();
        List<Sent> again = sendAll();
        String missing = awaitDeliveries();
        report.doors(first, again);
        report.deliveries(receiver);
        report.counters(metrics());
        report.usage(List.of(usage(DATAWORKS_ACCOUNT), usage(PAI_ACCOUNT)));
        if (missing != null) {
            throw new IOException(
                    "nothing has moved for %d s: %s".formatted(PATIENCE.toSeconds(), missing));
        }
    }

    private void createRules() throws IOException, InterruptedException {
        check(api.put("/api/buses/" + PAI_BUS + "?account=" + PAI_ACCOUNT, "{}"));
        for (DemoRule rule : DemoRule.ALL) {
            check(
                    api.put(
                            "/api/buses/%s/rules/%s?account=%s"
                                    .formatted(rule.bus(), rule.name(), rule.account()),
                            """
                            {"pattern": %s,
                             "targets": [{"id": "receiver", "type": "%s", "url": "%s"}]}\
                            """
                                    .formatted(
                                            rule.pattern(),
                                            rule.type(),
                                            receiver.url(rule.path()))));
        }
    }

    private List<Sent> sendAll() throws IOException, InterruptedException {
        return List.of(
                putEvents(),
                oneByOne("CloudEvents", "/events"),
                oneByOne("AcceptDataworksEvent", "/api/v1/workspaces/action/acceptdataworksevent"),
                oneByOne("extension message", "/extensions/events"));
    }

    /// DataWorks' events go in batches through the EventBridge door.
    private Sent putEvents() throws IOException, InterruptedException {
        List<JsonNode> events =
                Samples.cloudEvents().stream().filter(Demo::isFromDataworks).toList();
        int accepted = 0;
        for (int from = 0; from < events.size(); from += PUT_EVENTS_AT_ONCE) {
            var batch = events.subList(from, Math.min(events.size(), from + PUT_EVENTS_AT_ONCE));
            JsonNode answer =
                    check(
                            post(
                                    "/openapi/putEvents",
                                    "application/cloudevents-batch+json",
                                    batch.toString()));
            accepted += batch.size() - answer.path("FailedEntryCount").asInt();
        }
        return new Sent("PutEvents", events.size(), accepted);
    }

    private static boolean isFromDataworks(JsonNode event) {
        return event.path("source").asText().equals("acs.dataworks");
    }

    /// All others through the door that they are made for.
    private Sent oneByOne(String door, String path) throws IOException, InterruptedException {
        List<Samples.Sample> samples =
                Samples.all().stream()
                        .filter(sample -> sample.path().equals(path))
                        .filter(sample -> !sample.type().startsWith("dataworks:"))
                        .toList();
        for (Samples.Sample sample : samples) {
            check(post(sample.path(), sample.contentType(), sample.body()));
        }
        return new Sent(door, samples.size(), samples.size());
    }

    private ApiClient.Answer post(String path, String contentType, String body)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        ApiClient.Answer answer = api.post(path, contentType, body);
        while (answer.status() == BUSY && System.nanoTime() < end) {
            TimeUnit.SECONDS.sleep(1);
            answer = api.post(path, contentType, body);
        }
        return answer;
    }

    private static JsonNode check(ApiClient.Answer answer) throws IOException {
        JsonNode json = Json.MAPPER.readTree(answer.body());
        if (!answer.ok()) {
            throw new IOException("the demo was refused: " + json.path("message").asText());
        }
        return json;
    }

    /// Waits for all deliveries, as long as something moves.
    ///
    /// @return what has not come, in words; null when all has
    private @Nullable String awaitDeliveries() throws IOException, InterruptedException {
        long moved = System.nanoTime();
        String before = "";
        while (true) {
            String missing = missing(metrics(), counted());
            if (missing == null) {
                return null;
            }
            if (!missing.equals(before)) {
                before = missing;
                moved = System.nanoTime();
            } else if (System.nanoTime() - moved > PATIENCE.toNanos()) {
                return missing;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /// What is still to come, by the rooms' counters; null when all has come.
    static @Nullable String missing(Metrics metrics, long counted) {
        long accepted = metrics.sum("signalbox_ingest_accepted_total");
        long read =
                metrics.sum("signalbox_router_routed_total")
                        + metrics.sum("signalbox_router_duplicates_total");
        long matched = metrics.sum("signalbox_router_matched_total");
        long delivered = metrics.sum("signalbox_notifier_delivered_total");
        long dead = metrics.sum("signalbox_notifier_dead_total");
        if (read < accepted) {
            return "the router has read %d of %d events".formatted(read, accepted);
        }
        if (delivered == 0 || delivered < matched) {
            return "%d of %d deliveries arrived, %d are dead letters"
                    .formatted(delivered, matched, dead);
        }
        return counted == delivered
                ? null
                : "the usage counts %d of %d deliveries".formatted(counted, delivered);
    }

    private long counted() throws IOException, InterruptedException {
        return usage(DATAWORKS_ACCOUNT).path("delivered").asLong()
                + usage(PAI_ACCOUNT).path("delivered").asLong();
    }

    private Metrics metrics() throws IOException, InterruptedException {
        return Metrics.parse(api.get("/metrics").body());
    }

    private JsonNode usage(String account) throws IOException, InterruptedException {
        return check(api.get("/api/usage?account=" + account)).path("accounts").path(0);
    }

    @Override
    public void close() {
        api.close();
        receiver.close();
        signalbox.close();
    }
}
