package dev.signalbox.ingest;

import static dev.signalbox.ingest.Given.event;
import static dev.signalbox.ingest.Given.tree;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.file.DiskWatch;
import dev.signalbox.contract.health.HealthBook;
import dev.signalbox.contract.net.HostPort;
import dev.signalbox.contract.replay.ReplayBook;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.samples.Samples;
import dev.signalbox.contract.topic.KafkaWatch;
import dev.signalbox.web.HttpServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The room over HTTP, with Kafka's own stand-in for its producer.
class IngestTest {
    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCHED = "application/cloudevents-batch+json";

    private final PrometheusRegistry metrics = new PrometheusRegistry();
    private final AtomicInteger asked = new AtomicInteger();
    private final MockProducer<byte[], byte[]> kafka =
            new MockProducer<>(
                    true,
                    new RoundRobinPartitioner(),
                    new ByteArraySerializer(),
                    new ByteArraySerializer()) {
                @Override
                public List<PartitionInfo> partitionsFor(String topic) {
                    if (asked.incrementAndGet() < 3) {
                        throw new TimeoutException(
                                "Topic %s not present in metadata after 1500 ms.".formatted(topic));
                    }
                    return super.partitionsFor(topic);
                }
            };
    private final AtomicInteger freeMegabytes = new AtomicInteger(1_000);
    private final DiskWatch disk = DiskWatch.of(512, freeMegabytes::get);
    private final Ingest ingest =
            Ingest.start(
                    new RoomContext(
                            Given.settings(),
                            Given.rulebook(Samples.buses().toArray(String[]::new)),
                            new HealthBook(),
                            new ReplayBook(),
                            metrics,
                            Given.CLOCK,
                            disk,
                            new KafkaWatch()),
                    kafka);
    private final HttpServer door =
            HttpServer.open(
                    new HostPort("127.0.0.1", 0),
                    Given.settings().limits(),
                    metrics,
                    List::of,
                    List.of(ingest.routes()));
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        client.close();
        door.close();
        ingest.close();
    }

    @Test
    void itWaitsForAKafkaThatDoesNotKnowTheTopicYet() {
        assertThat(asked).hasValueGreaterThanOrEqualTo(3);
    }

    static List<Samples.Sample> samples() {
        return Samples.all();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void everySampleIsAccepted(Samples.Sample sample) throws Exception {
        var answer = post(sample.path(), sample.contentType(), sample.body());

        assertThat(answer.statusCode()).isBetween(200, 202);
        assertThat(json(answer).get("requestId").textValue())
                .isEqualTo(answer.headers().firstValue("x-acs-request-id").orElseThrow());
        assertThat(onlyRecord().get("id").textValue()).isEqualTo(sample.id());
    }

    @Test
    void bothPathsOfAcceptDataworksEventAreThere() throws Exception {
        String body = "{\"MessageId\":\"m\",\"Data\":{\"eventCode\":\"commit-file\"}}";

        assertThat(post("/api/v1/workspaces/action/acceptdataworksevent", "", body).statusCode())
                .isEqualTo(200);
        assertThat(post("/api/AIWorkSpace/2021-02-04/AcceptDataworksEvent", "", body).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aBinaryEventIsAccepted() throws Exception {
        var answer =
                client.send(
                        binaryEvent()
                                .header("ce-ext", "caf%C3%A9 100%")
                                .header("content-type", "application/json")
                                .POST(BodyPublishers.ofString("{\"n\":1.10}"))
                                .build(),
                        BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(json(answer).get("accepted").intValue()).isEqualTo(1);
        assertThat(onlyRecord().get("ext").textValue()).isEqualTo("café 100%");
        assertThat(onlyRecord().get("data").toString()).isEqualTo("{\"n\":1.10}");
    }

    @Test
    void anEventThatEscapesMakeTooLongToBeDeliveredIsRefused() throws Exception {
        var answer =
                client.send(
                        binaryEvent()
                                .header("content-type", "text/plain")
                                .POST(BodyPublishers.ofString("\u0001".repeat(150_000)))
                                .build(),
                        BodyHandlers.ofString());

        assertError(answer, 413, "EventTooLarge");
        assertThat(json(answer).get("message").textValue())
                .contains("would be kept in 900", "at most 786432 may be");
        assertThat(kafka.history()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON ;charset=utf-8",
        "text/json"
    })
    void jsonWithoutAnEventsHeadersIsTheEventsThemselves(String contentType) throws Exception {
        var one = post("/events", contentType, event(""));
        var two = post("/events", contentType, "[%s,%s]".formatted(event(""), event("")));

        assertThat(json(one).get("accepted").intValue()).isEqualTo(1);
        assertThat(json(two).get("accepted").intValue()).isEqualTo(2);
        assertThat(kafka.history()).hasSize(3);
        assertError(post("/events", contentType, "{}"), 400, "InvalidEvent");
        assertError(post("/events", contentType, "7"), 400, "InvalidJson");
    }

    @ParameterizedTest
    @CsvSource({"/events", "/openapi/putEvents"})
    void theContentTypeOfCloudEventsIsAboveTheirHeaders(String path) throws Exception {
        client.send(
                request(path)
                        .header("ce-specversion", "1.0")
                        .header("ce-id", "header")
                        .header("ce-data", "copied by some senders")
                        .header("content-type", STRUCTURED)
                        .POST(BodyPublishers.ofString(event("\"data\":1")))
                        .build(),
                BodyHandlers.ofString());

        assertThat(onlyRecord().get("id").textValue()).isEqualTo("1");
        assertThat(onlyRecord().get("data").intValue()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"a, a", "'b', b", "acs.dataworks, acs.dataworks"})
    void anIdIsUniqueWithinItsSource(String source, String scope) throws Exception {
        post("/events", STRUCTURED, event("").replace("\"s\"", '"' + source + '"'));

        assertThat(scopeOf(kafka.history().getFirst())).isEqualTo(scope);
    }

    @Test
    void aMessageIdIsUniqueWithinDataWorks() throws Exception {
        post(
                "/api/v1/workspaces/action/acceptdataworksevent",
                "",
                "{\"MessageId\":\"m\",\"Data\":{\"eventCode\":\"commit-file\"}}");
        post("/extensions/events", "", "{\"messageId\":\"m\",\"eventType\":\"commit-file\"}");

        assertThat(kafka.history())
                .hasSize(2)
                .extracting(IngestTest::scopeOf)
                .containsOnly("acs.dataworks");
    }

    private static String scopeOf(ProducerRecord<byte[], byte[]> item) {
        return new String(item.headers().lastHeader("signalbox-id-scope").value(), UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/vnd.acme.v1+json | {\"a\":1.10} | \"data\":{\"a\":1.10}",
                "Application/JSON ;charset=utf-8 | {\"a\":1.10} | \"data\":{\"a\":1.10}",
                "text/plain | {\"a\" | \"data\":\"{\\\"a\\\"\"",
                "application/octet-stream | abc | \"data_base64\":\"YWJj\"",
                "text/plain;charset=gbk | abc | \"data_base64\":\"YWJj\"",
            })
    void binaryDataGoesByItsContentType(String contentType, String body, String kept)
            throws Exception {
        client.send(
                binaryEvent()
                        .header("content-type", contentType)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());

        assertThat(new String(kafka.history().getFirst().value(), UTF_8)).contains(kept);
    }

    @Test
    void binaryJsonThatIsNoneIsRefused() throws Exception {
        var answer =
                client.send(
                        binaryEvent()
                                .header("content-type", "application/json")
                                .POST(BodyPublishers.ofString("{"))
                                .build(),
                        BodyHandlers.ofString());

        assertError(answer, 400, "InvalidJson");
    }

    @Test
    void aBatchWithOneInvalidEventIsRefusedWhole() throws Exception {
        var answer = post("/events", BATCHED, "[%s,{\"id\":\"2\"}]".formatted(event("")));

        assertError(answer, 400, "InvalidEvent");
        assertThat(json(answer).get("message").textValue())
                .isEqualTo("event 1: specversion: is missing");
        assertThat(kafka.history()).isEmpty();
        assertCounters("cloud-events", 2, 0, 2, 0);
    }

    @Test
    void aBatchIsAcceptedWhole() throws Exception {
        String thousand = String.join(",", Collections.nCopies(1_000, event("")));

        var answer = post("/events", BATCHED, "[" + thousand + "]");

        assertThat(json(answer).get("accepted").intValue()).isEqualTo(1_000);
        assertError(
                post("/events", BATCHED, "[" + thousand + "," + event("") + "]"),
                400,
                "TooManyEvents");
        assertCounters("cloud-events", 1_001, 1_000, 1, 0);
    }

    @Test
    void putEventsAnswersForEachEntryInOrder() throws Exception {
        var answer =
                post(
                        "/openapi/putEvents",
                        BATCHED,
                        "[%s,{\"id\":\"2\"},%s]"
                                .formatted(event(""), event("\"aliyuneventbusname\":\"nobus\"")));

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode body = json(answer);
        assertThat(body.get("FailedEntryCount").intValue()).isEqualTo(2);
        assertThat(body.get("ResourceOwnerAccountId").textValue()).isEqualTo("1000000000000001");
        JsonNode entries = body.get("EntryList");
        assertThat(entries.get(0).get("EventId").textValue()).isEqualTo("1");
        assertThat(entries.get(0).get("TraceId").textValue()).isNotEmpty();
        assertThat(entries.get(0).has("ErrorCode")).isFalse();
        assertThat(entries.get(1).get("EventId").textValue()).isEqualTo("2");
        assertThat(entries.get(1).get("ErrorCode").textValue()).isEqualTo("InvalidEvent");
        assertThat(entries.get(2).get("ErrorCode").textValue()).isEqualTo("EventBusNotExist");
        assertThat(entries.get(2).get("ErrorMessage").textValue()).contains("nobus");
        assertCounters("put-events", 3, 1, 2, 0);
    }

    @Test
    void putEventsTakesSixteenAtMost() throws Exception {
        String sixteen = String.join(",", Collections.nCopies(16, event("")));

        assertThat(post("/openapi/putEvents", BATCHED, "[" + sixteen + "]").statusCode())
                .isEqualTo(200);
        assertError(
                post("/openapi/putEvents", BATCHED, "[" + sixteen + "," + event("") + "]"),
                400,
                "TooManyEvents");
        assertThat(kafka.history()).hasSize(16);
    }

    @Test
    void putEventsTakesOneEventToo() throws Exception {
        assertThat(json(post("/openapi/putEvents", STRUCTURED, event(""))).get("FailedEntryCount"))
                .hasToString("0");
        var binary =
                client.send(
                        request("/openapi/putEvents")
                                .header("ce-specversion", "1.0")
                                .header("ce-id", "b")
                                .header("ce-source", "s")
                                .header("ce-type", "t")
                                .POST(BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString());
        assertThat(json(binary).get("EntryList").get(0).get("EventId").textValue()).isEqualTo("b");
    }

    @Test
    void aBusThatDoesNotExistIsNotFound() throws Exception {
        var answer = post("/events", STRUCTURED, event("\"aliyuneventbusname\":\"nobus\""));

        assertError(answer, 404, "EventBusNotExist");
        assertCounters("cloud-events", 1, 0, 1, 0);
    }

    @Test
    void aContentTypeThatHoldsNoEventIs415() throws Exception {
        assertError(post("/events", "text/plain", event("")), 415, "UnsupportedMediaType");
        assertError(
                post("/events", "application/cloudevents+xml", "<a/>"),
                415,
                "UnsupportedMediaType");
        assertError(post("/events", "", event("")), 415, "UnsupportedMediaType");
    }

    @Test
    void aBodyThatIsNoEventCountsAsOneRejected() throws Exception {
        assertError(post("/events", STRUCTURED, "{"), 400, "InvalidJson");
        assertError(post("/events", STRUCTURED, ""), 400, "InvalidJson");
        assertError(post("/events", BATCHED, "{}"), 400, "InvalidJson");

        assertCounters("cloud-events", 3, 0, 3, 0);
    }

    @Test
    void anEmptyBatchIsAccepted() throws Exception {
        assertThat(json(post("/events", BATCHED, "[]")).get("accepted").intValue()).isZero();
    }

    @Test
    void withKafkaAwayTheCallerIsToldToTryAgain() throws Exception {
        kafka.sendException = new TimeoutException("no broker");

        var answer = post("/events", STRUCTURED, event(""));

        assertError(answer, 503, "ServiceUnavailable");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.body()).doesNotContain("no broker");
        assertError(
                post("/openapi/putEvents", BATCHED, "[%s]".formatted(event(""))),
                503,
                "ServiceUnavailable");
        assertCounters("cloud-events", 1, 0, 0, 1);
        assertCounters("put-events", 1, 0, 0, 1);

        kafka.sendException = null;
        assertThat(post("/events", STRUCTURED, event("")).statusCode()).isEqualTo(202);
    }

    @Test
    void withTheDiskNearlyFullNothingIsWrittenAndTheCallerHearsWhy() throws Exception {
        disk.add(Path.of("data"));
        freeMegabytes.set(300);
        disk.look();
        String batch = "[%s,%s]".formatted(event(""), event(""));

        for (var answer :
                List.of(
                        post("/events", STRUCTURED, event("")),
                        post("/events", BATCHED, batch),
                        post("/openapi/putEvents", BATCHED, batch),
                        post(
                                "/api/v1/workspaces/action/acceptdataworksevent",
                                "",
                                "{\"MessageId\":\"m\",\"Data\":{\"eventCode\":\"a\"}}"))) {
            assertError(answer, 503, "ServiceUnavailable");
            assertThat(json(answer).get("message").textValue())
                    .contains("the disk", "is nearly full: 300 MB are free", "need 512 MB");
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("30");
        }
        assertThat(kafka.history()).isEmpty();
        assertCounters("cloud-events", 3, 0, 0, 3);
        assertError(post("/events", STRUCTURED, "{"), 400, "InvalidJson");

        freeMegabytes.set(1_000);
        disk.look();
        assertThat(post("/events", STRUCTURED, event("")).statusCode()).isEqualTo(202);
    }

    @Test
    void anEventTooLargeForKafkaIsTheSendersToMend() throws Exception {
        kafka.sendException = new RecordTooLargeException("too large");

        assertError(post("/events", STRUCTURED, event("")), 413, "EventTooLarge");
        assertCounters("cloud-events", 1, 0, 1, 0);
    }

    @Test
    void theHandshakeAllowsWhoAsks() throws Exception {
        var answer =
                client.send(
                        request("/events")
                                .header("WebHook-Request-Origin", "example.com")
                                .method("OPTIONS", BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("WebHook-Allowed-Origin")).contains("example.com");
        assertThat(answer.headers().firstValue("WebHook-Allowed-Rate")).contains("*");
    }

    @Test
    void theRecordHasWhatRoutingNeeds() throws Exception {
        post("/events", STRUCTURED, event(""));

        ProducerRecord<byte[], byte[]> item = kafka.history().getFirst();
        assertThat(new String(item.key(), UTF_8)).isEqualTo("1000000000000001/default/1");
        assertThat(item.headers().toArray())
                .extracting(header -> header.key() + "=" + new String(header.value(), UTF_8))
                .containsExactly(
                        "content-type=application/cloudevents+json; charset=UTF-8",
                        "ce_source=s",
                        "ce_type=t",
                        "signalbox-rules=0",
                        "signalbox-id-scope=s");
    }

    private HttpRequest.Builder binaryEvent() {
        return request("/events")
                .header("ce-specversion", "1.0")
                .header("ce-id", "b")
                .header("ce-source", "s")
                .header("ce-type", "t");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + path));
    }

    private HttpResponse<String> post(String path, String contentType, String body)
            throws Exception {
        HttpRequest.Builder request = request(path).POST(BodyPublishers.ofString(body));
        if (!contentType.isEmpty()) {
            request.header("content-type", contentType);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private JsonNode onlyRecord() {
        assertThat(kafka.history()).hasSize(1);
        return tree(kafka.history().getFirst().value());
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return tree(Given.utf8(answer.body()));
    }

    private static void assertError(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(json(answer).fieldNames())
                .toIterable()
                .startsWith("code", "message", "requestId");
        assertThat(json(answer).get("code").textValue()).isEqualTo(code);
    }

    private void assertCounters(String door, int received, int accepted, int rejected, int refused)
            throws Exception {
        String text =
                client.send(request("/metrics").GET().build(), BodyHandlers.ofString()).body();
        Map.of("received", received, "accepted", accepted, "rejected", rejected, "refused", refused)
                .forEach((name, count) ->
                        assertThat(text)
                                .contains(
                                        "signalbox_ingest_%s_total{door=\"%s\"} %s.0"
                                                .formatted(name, door, count)));
    }
}
