package dev.signalbox.standalone.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.samples.Samples;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.Server;
import dev.signalbox.standalone.Standalone;
import dev.signalbox.standalone.client.ApiClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.utils.Utils;

/// `signalbox demo --serve`: a Signalbox with rules, targets in every state and some three sample
/// events a second, to look at until it is stopped. Its folder is a temporary one.
///
/// Threads: a virtual one sends the events.
public final class ServedDemo implements Server {
    private static final String RULES = "/api/buses/default/rules/";
    private static final int AT_ONCE = 120;
    private static final int LONGEST_PAUSE_MILLIS = 600;

    /// One event in so many is one that was sent before.
    private static final int REPEATED = 20;

    private final Path data;
    private final DemoReceiver receiver;
    private final Standalone signalbox;
    private final ApiClient api;
    private final RandomGenerator random;
    private final Thread events;
    private final List<ObjectNode> samples =
            Samples.cloudEvents().stream().map(ServedDemo::forDefaultAccount).toList();

    private ServedDemo(Map<String, String> environment, RandomGenerator random) throws IOException {
        this.random = random;
        data = Files.createTempDirectory("signalbox-demo");
        receiver = DemoReceiver.start();
        signalbox = Standalone.start(settings(environment, data));
        api = new ApiClient(signalbox.address());
        events = Thread.ofVirtual().name("signalbox-demo-events").unstarted(this::send);
    }

    /// Starts it; returns when the rules are there and the first events are sent.
    ///
    /// @throws UncheckedIOException when it cannot be started
    public static ServedDemo start(Map<String, String> environment, RandomGenerator random) {
        try {
            var demo = new ServedDemo(environment, random);
            try {
                demo.prepare();
                return demo;
            } catch (IOException | InterruptedException | RuntimeException e) {
                demo.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the demo was interrupted", e);
        }
    }

    private static Settings settings(Map<String, String> environment, Path data) {
        var settings = new HashMap<>(environment);
        settings.put("SIGNALBOX_KAFKA", "127.0.0.1:0");
        settings.put("SIGNALBOX_DATA", data.toString());
        settings.put("SIGNALBOX_TARGET_NETWORKS", "127.0.0.0/8");
        settings.remove("SIGNALBOX_ACCESS_KEYS"); // it would need one itself
        return Settings.forStandalone(settings);
    }

    /// A sample as if the account that this Signalbox is for had made it.
    private static ObjectNode forDefaultAccount(JsonNode sample) {
        ObjectNode event = ((ObjectNode) sample).deepCopy();
        event.remove(List.of("aliyunaccountid", "aliyuneventbusname", "time"));
        return event;
    }

    private void prepare() throws IOException, InterruptedException {
        String url = receiver.url("").toString();
        for (Map.Entry<String, String> rule : DemoScene.rules(url).entrySet()) {
            ApiClient.Answer answer = api.put(RULES + rule.getKey(), rule.getValue());
            if (!answer.ok()) {
                throw new IOException("the demo was refused: " + answer.body());
            }
        }
        for (int sent = 0; sent < AT_ONCE; sent++) {
            sendOne();
        }
        events.start();
    }

    private void send() {
        try {
            while (true) {
                TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_PAUSE_MILLIS));
                try {
                    sendOne();
                } catch (IOException e) {
                    TimeUnit.SECONDS.sleep(1);
                }
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private void sendOne() throws IOException, InterruptedException {
        ObjectNode event = samples.get(random.nextInt(samples.size()));
        if (random.nextInt(REPEATED) != 0) {
            event.put("id", new UUID(random.nextLong(), random.nextLong()).toString());
        }
        api.post("/events", "application/cloudevents+json", event.toString());
    }

    /// The HTTP door's address.
    public URI address() {
        return signalbox.address();
    }

    @Override
    public String readyLine() {
        return "The demo runs on " + address() + " until it is stopped (Ctrl-C); it keeps nothing";
    }

    @Override
    public void close() {
        events.interrupt();
        api.close();
        signalbox.close();
        receiver.close();
        try {
            Utils.delete(data.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("the demo's folder could not be removed: " + data, e);
        }
    }
}
