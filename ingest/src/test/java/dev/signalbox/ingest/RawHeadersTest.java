package dev.signalbox.ingest;

import static dev.signalbox.ingest.Given.utf8;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.net.HostPort;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.web.HttpServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.lifecycle.BeforeTry;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Events in binary mode whose headers hold other bytes than ASCII, as raw sockets send them.
class RawHeadersTest {
    private static MockProducer<byte[], byte[]> kafka;
    private static Ingest ingest;
    private static HttpServer server;

    @BeforeAll
    @BeforeContainer
    static void open() {
        kafka =
                new MockProducer<>(
                        true,
                        new RoundRobinPartitioner(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        var metrics = new PrometheusRegistry();
        ingest =
                Ingest.start(
                        new RoomContext(Given.settings(), Given.rulebook(), metrics, Given.CLOCK),
                        kafka);
        server =
                HttpServer.open(
                        new HostPort("127.0.0.1", 0),
                        Given.settings().limits(),
                        metrics,
                        List::of,
                        List.of(ingest.routes()));
    }

    @AfterAll
    @AfterContainer
    static void close() {
        server.close();
        ingest.close();
    }

    @BeforeEach
    @BeforeTry
    void forget() {
        kafka.clear();
    }

    @Test
    void idsThatDifferInUtf8AloneStayDifferent() throws Exception {
        assertThat(send("/events", header("ce-id", "甲-1")).status()).isEqualTo(202);
        assertThat(send("/events", header("ce-id", "乙-1")).status()).isEqualTo(202);

        assertThat(kafka.history())
                .extracting(item -> Given.tree(item.value()).get("id").textValue())
                .containsExactly("甲-1", "乙-1");
        assertThat(kafka.history())
                .extracting(item -> new String(item.key(), UTF_8))
                .doesNotHaveDuplicates();
    }

    @Property(tries = 300)
    void anyIdIsKeptAsItWasSent(@ForAll("ids") String id) throws Exception {
        Answer answer = send("/events", header("ce-id", id));

        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        assertThat(onlyEvent().get("id").textValue()).isEqualTo(id);
    }

    @Provide
    Arbitrary<String> ids() {
        return Arbitraries.strings()
                .withChars("-~ %é漢\uFFFD\u3000")
                .withCharRange('\u00A0', '\uD7FF')
                .ofMinLength(1)
                .ofMaxLength(20)
                // A space at an end is not part of a header's value.
                .map(text -> "😀" + text + "😀");
    }

    @Test
    void everyHeaderThatIsKeptIsUtf8() throws Exception {
        byte[] headers =
                join(
                        header("ce-id", "甲"),
                        header("ce-subject", "表/😀"),
                        header("ce-extension", "é"),
                        header("content-type", "text/plain; name=表"));

        assertThat(send("/openapi/putEvents", headers).status()).isEqualTo(200);

        JsonNode event = onlyEvent();
        assertThat(event.get("id").textValue()).isEqualTo("甲");
        assertThat(event.get("subject").textValue()).isEqualTo("表/😀");
        assertThat(event.get("extension").textValue()).isEqualTo("é");
        assertThat(event.get("datacontenttype").textValue()).isEqualTo("text/plain; name=表");
    }

    @Test
    void rawBytesAndEscapesMayStandInOneValue() throws Exception {
        send("/events", header("ce-id", "甲😀%E4%B9%99"));

        assertThat(onlyEvent().get("id").textValue()).isEqualTo("甲😀乙");
    }

    @ParameterizedTest
    @CsvSource({
        "ce-id, E9",
        "ce-id, 61E9",
        "ce-id, E7 94",
        "ce-id, C0 AF",
        "ce-id, E0 80 AF",
        "ce-id, ED A0 BD ED B8 80",
        "ce-id, F4 90 80 80",
        "ce-id, FF",
        "ce-subject, E9",
        "ce-extension, E9",
        "ce-type, 25 45 39",
        "content-type, 74 2F 70 E9"
    })
    void whatIsNotUtf8IsRefusedByTheNameOfItsHeader(String name, String hex) throws Exception {
        byte[] value = HexFormat.of().parseHex(hex.replace(" ", ""));

        for (String path : Set.of("/events", "/openapi/putEvents")) {
            Answer answer = send(path, header(name, value));

            assertThat(answer.status()).as(answer.body()).isEqualTo(400);
            assertThat(answer.json().get("code").textValue()).isEqualTo("InvalidUtf8");
            assertThat(answer.json().get("message").textValue()).startsWith(name + ": ");
        }
        assertThat(kafka.history()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"00", "61 00 62", "61 01 62", "61 7F", "61 1B 62", "C2 80", "EF BF BF"})
    void controlCharactersAndNoncharactersAreRefused(String hex) throws Exception {
        byte[] value = HexFormat.of().parseHex(hex.replace(" ", ""));

        Answer answer = send("/events", header("ce-id", value));

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.json().get("message").textValue()).contains("id");
        assertThat(kafka.history()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ce-data: x | ce-data: data is not an attribute, it is the body",
                "CE-Data: x | ce-data: data is not an attribute, it is the body",
                "ce-data_base64: eA== | 'ce-data_base64': an attribute's name is made of a to z and 0 to 9",
                "ce-my_ext: x | 'ce-my_ext': an attribute's name is made of a to z and 0 to 9",
                "ce-my-ext: x | 'ce-my-ext': an attribute's name is made of a to z and 0 to 9",
                "ce-: x | 'ce-': an attribute's name is made of a to z and 0 to 9",
                "ce-datacontenttype: text/plain | ce-datacontenttype: is written content-type in binary mode",
                "ce-ext: a;ce-ext: b | ce-ext: comes 2 times",
                "ce-ext: a;CE-EXT: a | ce-ext: comes 2 times",
                "ce-id: a;ce-id: b | ce-id: comes 2 times",
                "ce-subject: a;ce-subject: | ce-subject: comes 2 times",
                "content-type: text/plain;content-type: application/json | content-type: comes 2 times",
                "ce-id: | ce-id: is empty",
                "ce-time: 2026-01-01T00:00Z | ce-time: '2026-01-01T00:00Z' is no RFC 3339 time",
                "ce-source: a%20b | ce-source: 'a b' is no URI reference",
                "ce-specversion: 0.3 | ce-specversion: '0.3' is not 1.0",
            })
    void whatContradictsItselfIsRefusedByTheNameOfItsHeader(String lines, String message)
            throws Exception {
        byte[] headers = utf8(lines.replace(";", "\r\n") + "\r\n");

        Answer answer = send("/events", headers);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.json().get("message").textValue()).isEqualTo(message);
        assertThat(kafka.history()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | ``",
                "  a b\t | `a b`",
                "%20a%20 | ` a `",
                "100% | `100%`",
                "%zz%4 | `%zz%4`",
                "%2541 | `%41`",
                "a+b | `a+b`",
                "%e7%94%b2 | `甲`",
                "\"a \\\"b\\\" c\" | `a \"b\" c`",
                "\"\" | ``",
                "\"%41\" | `A`",
                "%22a%22 | `\"a\"`",
                "\" | `\"`",
                "\"a\" \"b\" | `\"a\" \"b\"`",
                "\"a\\\" | `\"a\\\"`",
                "a\\b | `a\\b`",
                "a, b | `a, b`"
            })
    void aValueIsDecodedOnceAndElseKept(String sent, String kept) throws Exception {
        Answer answer = send("/events", header("ce-ext", sent));

        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        assertThat(onlyEvent().get("ext").textValue()).isEqualTo(kept);
    }

    @Test
    void aHeaderNameBeyondAsciiIsRefused() throws Exception {
        assertThat(send("/events", header("ce-甲", "x")).status()).isEqualTo(400);
        assertThat(kafka.history()).isEmpty();
    }

    @Test
    void aHeaderThatIsNotKeptMayHoldAnyBytes() throws Exception {
        byte[] headers =
                join(
                        header("x-name", "Andr\u00e9".getBytes(ISO_8859_1)),
                        header("user-agent", new byte[] {(byte) 0xff}));

        assertThat(send("/events", headers).status()).isEqualTo(202);
        assertThat(onlyEvent().get("id").textValue()).isEqualTo("b");
    }

    @Test
    void theOriginOfAHandshakeComesBackAsItWasSent() throws Exception {
        Answer answer =
                exchange(
                        "OPTIONS /events HTTP/1.1\r\nHost: a\r\nConnection: close\r\n",
                        header("WebHook-Request-Origin", "events.例え.jp"));

        assertThat(answer.text()).contains("WebHook-Allowed-Origin: events.例え.jp\r\n");
    }

    private static Answer send(String path, byte[] headers) throws IOException {
        var rest = new StringBuilder("POST %s HTTP/1.1\r\nHost: a\r\n".formatted(path));
        rest.append("Connection: close\r\nContent-Length: 1\r\n");
        String given = new String(headers, ISO_8859_1);
        List.of("ce-specversion: 1.0", "ce-id: b", "ce-source: s", "ce-type: t").stream()
                .filter(line -> !given.contains(line.substring(0, line.indexOf(' '))))
                .forEach(line -> rest.append(line).append("\r\n"));
        return exchange(rest.toString(), headers);
    }

    private static Answer exchange(String start, byte[] headers) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(join(start.getBytes(UTF_8), headers, "\r\n1".getBytes(UTF_8)));
            out.flush();
            return new Answer(new String(socket.getInputStream().readAllBytes(), UTF_8));
        }
    }

    private record Answer(String text) {
        int status() {
            return Integer.parseInt(text.substring(9, 12));
        }

        String body() {
            return text.substring(text.indexOf("\r\n\r\n") + 4);
        }

        JsonNode json() {
            return Given.tree(Given.utf8(body()));
        }
    }

    private static JsonNode onlyEvent() {
        assertThat(kafka.history()).hasSize(1);
        return Given.tree(kafka.history().getFirst().value());
    }

    private static byte[] header(String name, String value) {
        return header(name, value.getBytes(UTF_8));
    }

    private static byte[] header(String name, byte[] value) {
        return join(Given.utf8(name + ": "), value, Given.utf8("\r\n"));
    }

    private static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
