package dev.signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.net.HostPort;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.ingest.Ingest;
import dev.signalbox.standalone.broker.EmbeddedBroker;
import dev.signalbox.web.HttpServer;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What senders see while Kafka is away, and after.
class KafkaAwayTest {
    private static final int SENDERS = 20;

    @TempDir private Path data;

    @Test
    void sendersAreAskedToTryAgainAndServedWhenKafkaIsBack() throws Exception {
        EmbeddedBroker broker = EmbeddedBroker.start(data, "127.0.0.1", 0);
        int port = HostPort.parse(broker.bootstrapServers()).port();
        Settings settings =
                Settings.forStandalone(
                        Map.of(
                                "SIGNALBOX_KAFKA", broker.bootstrapServers(),
                                "SIGNALBOX_DATA", data.toString()));
        var accepted = new ArrayList<String>();
        try (RoomContext context = RoomContext.open(settings);
                Ingest ingest = Ingest.start(context);
                HttpServer server =
                        HttpServer.open(
                                new HostPort("127.0.0.1", 0),
                                settings.limits(),
                                context.metrics(),
                                List::of,
                                List.of(ingest.routes()));
                HttpClient client = HttpClient.newHttpClient()) {
            assertThat(send(client, server, "before").join().statusCode()).isEqualTo(202);
            accepted.add("before");

            broker.close();
            for (int round = 0; round < 2; round++) {
                var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
                for (int i = 0; i < SENDERS; i++) {
                    answers.add(send(client, server, "away-" + round + "-" + i));
                }
                for (var answer : answers) {
                    HttpResponse<String> response = answer.join();
                    assertThat(response.statusCode()).isEqualTo(503);
                    assertThat(response.headers().firstValue("Retry-After")).isPresent();
                    assertThat(response.body()).startsWith("{\"code\":\"ServiceUnavailable\"");
                }
            }

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() ->
                            assertThat(context.missing())
                                    .singleElement()
                                    .asString()
                                    .startsWith("Kafka does not answer: "));

            broker = EmbeddedBroker.start(data, "127.0.0.1", port);
            await().atMost(Duration.ofSeconds(30)).until(() -> context.missing().isEmpty());
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> send(client, server, "back").join().statusCode() == 202);
            accepted.add("back");
            for (int i = 0; i < SENDERS; i++) {
                assertThat(send(client, server, "after-" + i).join().statusCode()).isEqualTo(202);
                accepted.add("after-" + i);
            }
            assertThat(idsOnTopic(settings)).containsAll(accepted);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() ->
                            assertThat(recordsOnTopic(settings))
                                    .isEqualTo(
                                            counted(context, "accepted")
                                                    + counted(context, "unanswered")));
        } finally {
            broker.close();
        }
    }

    /// Answers within five seconds, or the time-out is the failure.
    private static CompletableFuture<HttpResponse<String>> send(
            HttpClient client, HttpServer server, String id) {
        return client.sendAsync(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/events"))
                        .timeout(Duration.ofSeconds(5))
                        .header("content-type", "application/cloudevents+json")
                        .POST(
                                BodyPublishers.ofString(
                                        """
                                        {"specversion":"1.0","id":"%s","source":"s","type":"t"}
                                        """
                                                .formatted(id)))
                        .build(),
                BodyHandlers.ofString());
    }

    private static long counted(RoomContext context, String what) {
        return context.metrics().scrape(name -> name.equals("signalbox_ingest_" + what)).stream()
                .flatMap(found -> found.getDataPoints().stream())
                .mapToLong(point ->
                        (long) ((CounterSnapshot.CounterDataPointSnapshot) point).getValue())
                .sum();
    }

    private static long recordsOnTopic(Settings settings) {
        try (var consumer =
                new KafkaConsumer<byte[], byte[]>(KafkaClients.consumer(settings, "ledger"))) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(Topic.EVENTS.topicName()).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            return consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    private static Set<String> idsOnTopic(Settings settings) {
        var ids = new HashSet<String>();
        try (var consumer =
                new KafkaConsumer<byte[], byte[]>(KafkaClients.consumer(settings, "ledger"))) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(Topic.EVENTS.topicName()).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < end(ends, p))) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(item ->
                                ids.add(
                                        EventKey.parse(
                                                        new String(
                                                                item.key(), StandardCharsets.UTF_8))
                                                .id()));
            }
        }
        return ids;
    }

    private static long end(Map<TopicPartition, Long> ends, TopicPartition partition) {
        return ends.getOrDefault(partition, 0L);
    }
}
