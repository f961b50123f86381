package dev.signalbox.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.aliyun.eventbridge.EventBridgeClient;
import com.aliyun.eventbridge.models.Config;
import com.aliyun.eventbridge.models.PutEventsResponse;
import com.aliyun.eventbridge.models.PutEventsResponseEntry;
import com.aliyun.eventbridge.util.EventBuilder;
import com.aliyun.tea.TeaException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.samples.Samples;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.standalone.client.ApiClient;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.message.MessageWriter;
import io.cloudevents.core.provider.EventFormatProvider;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.CloudEventDeserializer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients that others wrote: what they send is taken, and what is on the topic they can read.
class ClientsTest {
    @TempDir private static Path data;
    private static Standalone signalbox;

    @BeforeAll
    static void start() {
        signalbox =
                Standalone.start(
                        Settings.forStandalone(
                                Map.of(
                                        "SIGNALBOX_HTTP", "127.0.0.1:0",
                                        "SIGNALBOX_KAFKA", "127.0.0.1:0",
                                        "SIGNALBOX_DATA", data.toString())));
    }

    @AfterAll
    static void stop() {
        if (signalbox != null) {
            signalbox.close();
        }
    }

    @Test
    void cloudEventsSdkPostsStructured() throws Exception {
        assertThat(post(writer -> writer.writeStructured(event("s1"), JsonFormat.CONTENT_TYPE)))
                .isEqualTo(202);

        assertThat(onTopic("s1").getExtension("customext")).isEqualTo("kept");
    }

    @Test
    void cloudEventsSdkPostsBinary() throws Exception {
        assertThat(post(writer -> writer.writeBinary(event("b1")))).isEqualTo(202);

        CloudEvent read = onTopic("b1");
        assertThat(read.getType()).isEqualTo("order:created");
        assertThat(text(read)).contains("9007199254740993");
    }

    @Test
    void cloudEventsSdkPostsABatch() throws Exception {
        var format =
                Objects.requireNonNull(
                        EventFormatProvider.getInstance().resolveFormat(JsonFormat.CONTENT_TYPE));
        String batch =
                Stream.of(event("x1"), event("x2"))
                        .map(event -> new String(format.serialize(event), UTF_8))
                        .toList()
                        .toString();
        try (var api = new ApiClient(signalbox.address())) {
            assertThat(api.post("/events", "application/cloudevents-batch+json", batch).status())
                    .isEqualTo(202);
        }

        assertThat(onTopic("x2").getSource()).isEqualTo(URI.create("my.app"));
    }

    @Test
    void theSdkReadsEverySampleFromTheTopic() throws Exception {
        List<JsonNode> samples =
                Samples.cloudEvents().stream()
                        .filter(event -> event.path("source").asText().equals("acs.dataworks"))
                        .toList();
        try (var api = new ApiClient(signalbox.address())) {
            for (JsonNode sample : samples) {
                assertThat(
                                api.post(
                                                "/events",
                                                "application/cloudevents+json",
                                                sample.toString())
                                        .status())
                        .isEqualTo(202);
            }
        }

        for (JsonNode sample : samples) {
            assertThat(onTopic(sample.path("id").asText()).getType())
                    .isEqualTo(sample.path("type").asText());
        }
    }

    @Test
    void eventBridgeClientPutsEvents() throws Exception {
        PutEventsResponse response =
                eventBridge()
                        .putEvents(
                                List.of(
                                        EventBuilder.builder()
                                                .withId("eb-1")
                                                .withSource(URI.create("my.app"))
                                                .withType("order:created")
                                                .withJsonStringData("{\"amount\": 1.25}")
                                                .withAliyunEventBus("default")
                                                .build(),
                                        EventBuilder.builder()
                                                .withId("eb-2")
                                                .withSource(URI.create("my.app"))
                                                .withType("order:created")
                                                .withJsonStringData("{}")
                                                .withAliyunEventBus("nowhere")
                                                .build()));

        assertThat(response.getFailedEntryCount()).isEqualTo(1);
        assertThat(response.getEntryList())
                .extracting(PutEventsResponseEntry::getEventId)
                .containsExactly("eb-1", "eb-2");
        assertThat(response.getEntryList().getFirst().getErrorCode()).isNull();
        assertThat(response.getEntryList().getLast().getErrorCode()).isEqualTo("EventBusNotExist");
        assertThat(text(onTopic("eb-1"))).contains("1.25");
    }

    @Test
    void eventBridgeClientReadsOurErrors() {
        var tooMany =
                Stream.generate(() ->
                                EventBuilder.builder()
                                        .withId("many")
                                        .withSource(URI.create("my.app"))
                                        .withType("order:created")
                                        .withJsonStringData("{}")
                                        .build())
                        .limit(17)
                        .toList();

        assertThatThrownBy(() -> eventBridge().putEvents(tooMany))
                .isInstanceOfSatisfying(
                        TeaException.class, e -> assertThat(e.getCode()).isNotBlank())
                .hasMessageContaining("EventBridgeError-")
                .hasMessageContaining("16");
    }

    private static EventBridgeClient eventBridge() throws Exception {
        var config = new Config();
        config.accessKeyId = "anyone";
        config.accessKeySecret = "anything";
        config.endpoint = signalbox.address().getAuthority();
        return new EventBridgeClient(config);
    }

    private static CloudEvent event(String id) {
        return CloudEventBuilder.v1()
                .withId(id)
                .withSource(URI.create("my.app"))
                .withType("order:created")
                .withExtension("customext", "kept")
                .withData("application/json", "{\"big\": 9007199254740993}".getBytes(UTF_8))
                .build();
    }

    private interface Writing {
        void to(MessageWriter<?, ?> writer);
    }

    private static int post(Writing writing) throws IOException {
        var connection =
                (HttpURLConnection) signalbox.address().resolve("/events").toURL().openConnection();
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        writing.to(
                HttpMessageFactory.createWriter(
                        connection::setRequestProperty,
                        body -> {
                            try (OutputStream out = connection.getOutputStream()) {
                                out.write(body);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        }));
        return connection.getResponseCode();
    }

    private static String text(CloudEvent event) {
        return new String(Objects.requireNonNull(event.getData()).toBytes(), UTF_8);
    }

    private static CloudEvent onTopic(String id) {
        var config =
                KafkaClients.consumer(
                        Settings.forStandalone(Map.of()).withKafka(signalbox.kafka()), "reader");
        var found = new ConcurrentHashMap<String, CloudEvent>();
        try (var consumer =
                new KafkaConsumer<>(
                        config, new StringDeserializer(), new CloudEventDeserializer())) {
            var partitions =
                    consumer.partitionsFor(Topic.EVENTS.topicName()).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(partition ->
                            consumer.position(partition)
                                    < Objects.requireNonNull(ends.get(partition)))) {
                consumer.poll(Duration.ofSeconds(1))
                        .forEach(item -> found.put(item.value().getId(), item.value()));
            }
        }
        return Objects.requireNonNull(found.get(id), () -> id + " is not on the topic");
    }
}
