package dev.signalbox.ingest;

import static dev.signalbox.ingest.Given.event;
import static dev.signalbox.ingest.Given.policy;
import static dev.signalbox.ingest.Given.problem;
import static dev.signalbox.ingest.Given.readBySdk;
import static dev.signalbox.ingest.Given.structured;
import static dev.signalbox.ingest.Given.tree;
import static dev.signalbox.ingest.Given.utf8;
import static dev.signalbox.ingest.Given.valid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.samples.Samples;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.Caller;
import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadersTest {

    static List<JsonNode> samples() {
        return Samples.cloudEvents();
    }

    static List<String> samplesThatAreNotJson() throws IOException {
        try (InputStream in = ReadersTest.class.getResourceAsStream("not-json.txt")) {
            String text =
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return List.of(text.split("\n----\n", -1));
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void everySampleComesThroughUnchanged(JsonNode sample) {
        Event event =
                valid(
                        CloudEventsJson.one(
                                        utf8(sample.toString()),
                                        policy(Samples.buses().toArray(String[]::new)),
                                        Given.NOBODY)
                                .getFirst());

        assertThat(tree(event)).isEqualTo(sample);
        assertThat(event.key().toString())
                .isEqualTo(
                        sample.get("aliyunaccountid").textValue()
                                + "/"
                                + sample.get("aliyuneventbusname").textValue()
                                + "/"
                                + sample.get("id").textValue());
        CloudEvent read = readBySdk(event);
        assertThat(read.getType()).isEqualTo(sample.get("type").textValue());
        assertThat(Objects.requireNonNull(read.getData()).toBytes()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("samplesThatAreNotJson")
    void documentedSamplesThatAreNotJsonAreRefusedWithThePlace(String text) {
        assertThatThrownBy(() -> structured(text))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> {
                            assertThat(e.status()).isEqualTo(400);
                            assertThat(e.message()).contains("line ", "column ");
                        });
    }

    @Test
    void absentAttributesAreAdded() {
        Event event = valid(structured(event("\"data\":{\"a\":1}")));

        ObjectNode tree = (ObjectNode) tree(event);
        assertThat(tree.get("aliyunaccountid").textValue()).isEqualTo("1000000000000001");
        assertThat(tree.get("aliyuneventbusname").textValue()).isEqualTo("default");
        assertThat(tree.get("aliyunpublishtime").textValue()).isEqualTo(Given.PUBLISHED);
        assertThat(tree.get("uncatalogued").booleanValue()).isTrue();
        assertThat(event.key().toString()).isEqualTo("1000000000000001/default/1");
    }

    @Test
    void theAccountIsTheAttributesElseTheCallersElseTheTenants() {
        String tenant = "\"data\":{\"tenantId\":28378}";

        assertThat(account(event(tenant), Given.NOBODY)).isEqualTo("tenantaccount");
        assertThat(account(event("\"data\":{\"tenantId\":\"28378\"}"), Given.NOBODY))
                .isEqualTo("tenantaccount");
        assertThat(account(event(tenant), new Caller("callers"))).isEqualTo("callers");
        assertThat(account(event("\"aliyunaccountid\":\"7\"," + tenant), Given.NOBODY))
                .isEqualTo("7");
        assertThat(account(event("\"data\":{\"tenantId\":1}"), Given.NOBODY))
                .isEqualTo("1000000000000001");
        assertThat(account(event("\"data\":{\"x\":{\"tenantId\":28378}}"), Given.NOBODY))
                .isEqualTo("1000000000000001");
    }

    @Test
    void anEventOfAnotherAccountThanTheCallersIsRefused() {
        String own = event("\"aliyunaccountid\":\"7\"");
        String other =
                event("\"aliyunaccountid\":\"8\",\"aliyuneventbusname\":\"bus-of-account-8\"");

        assertThat(account(own, new Caller("7"))).isEqualTo("7");
        assertThat(CloudEventsJson.one(utf8(other), policy(), new Caller("7")))
                .containsExactly(
                        new Parsed.Invalid(
                                "1",
                                403,
                                "AccessDenied",
                                "aliyunaccountid: the access key is of account 7, not of 8"));
    }

    private static String account(String json, Caller caller) {
        return valid(CloudEventsJson.one(utf8(json), policy(), caller).getFirst()).key().account();
    }

    @Test
    void anAccountThatIsANumberIsAnAccount() {
        Event event = valid(structured(event("\"aliyunaccountid\":1234567890123456")));

        assertThat(event.key().account()).isEqualTo("1234567890123456");
        assertThat(readBySdk(event).getExtension("aliyunaccountid")).isEqualTo("1234567890123456");
    }

    @ParameterizedTest
    @CsvSource({"2020-11-19T21:04:42.179PRC", "2023-12-11T02:10:00.194Z"})
    void eitherFormOfPublishTimeStays(String publishTime) {
        Event event =
                valid(structured(event("\"aliyunpublishtime\":\"%s\"".formatted(publishTime))));

        assertThat(tree(event).get("aliyunpublishtime").textValue()).isEqualTo(publishTime);
        assertThat(readBySdk(event).getExtension("aliyunpublishtime")).isEqualTo(publishTime);
    }

    @Test
    void theFalseZoneOfTimeStays() {
        // 10:10:00.117 in Beijing, called UTC by its sender.
        Event event = valid(structured(event("\"time\":\"2023-12-11T10:10:00.117Z\"")));

        assertThat(tree(event).get("time").textValue()).isEqualTo("2023-12-11T10:10:00.117Z");
    }

    @Test
    void anEmptySubjectStaysAndIsReadable() {
        Event event = valid(structured(event("\"subject\":\"\"")));

        assertThat(tree(event).get("subject").textValue()).isEmpty();
        assertThat(readBySdk(event).getSubject()).isEmpty();
    }

    @Test
    void anEventNeedsNoEventCode() {
        Event event =
                valid(
                        structured(
                                """
                                {"specversion":"1.0","id":"1","source":"acs.dataworks",
                                 "type":"dataworks:FileChange:CommitFile","data":{"fileId":1}}
                                """));

        assertThat(tree(event).has("uncatalogued")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"projectId\":123488}",
                "{\"appId\":3000002}",
                "{\"queryDwProjectId\":\"12\"}",
                "{\"eventBody\":{\"queryDwProjectId\":12}}",
                "{\"alarmType\":\"a\",\"remindUnit\":[1,2]}",
                "{\"taskId\":12345678901234567890123,\"dagId\":9007199254740993}",
                "{\"n\":1.10,\"m\":1E400,\"k\":-0.0,\"j\":0.1000000000000000055511151231257827}",
                "[1, {\"a\":null}]",
                "\"te\\u0078t\\n\"",
                "12345678901234567890",
                "true",
                "{\"a\":{}, \"b\":[] , \"c\" : \"}\" }"
            })
    void dataStaysByteForByte(String data) {
        Event event = valid(structured(event("\"data\": " + data + " ,\"subject\":\"after\"")));

        assertThat(new String(event.json(), StandardCharsets.UTF_8))
                .endsWith(",\"data\":" + data + "}");
        assertThat(readBySdk(event).getSubject()).isEqualTo("after");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2147483647 | 2147483647",
                "2147483648 | \"2147483648\"",
                "12345678901234567890123 | \"12345678901234567890123\"",
                "1.10 | \"1.10\"",
                "1E400 | \"1E400\"",
                "{\"a\":[1.10]} | \"{\\\"a\\\":[1.10]}\"",
                "[1, 2] | \"[1, 2]\"",
                "true | true",
                "\"\" | \"\"",
                "\"é\" | \"é\""
            })
    void extensionsBecomeReadableWithEveryDigit(String given, String kept) {
        Event event = valid(structured(event("\"ext\":" + given)));

        assertThat(new String(event.json(), StandardCharsets.UTF_8))
                .contains("\"ext\":" + kept + ",");
        assertThat(String.valueOf(readBySdk(event).getExtension("ext")))
                .isEqualTo(tree(event).get("ext").asText());
    }

    @Test
    void whatIsNullIsAbsent() {
        Event event = valid(structured(event("\"ext\":null,\"subject\":null,\"data\":null")));

        assertThat(tree(event).has("ext")).isFalse();
        assertThat(readBySdk(event).getData()).isNull();
    }

    @Test
    void dataThatIsNoJsonStaysReadable() {
        Event text = valid(structured(event("\"datacontenttype\":\"text/xml\",\"data\":\"<a/>\"")));
        Event object =
                valid(structured(event("\"data\":{\"n\":1.10},\"datacontenttype\":\"text/xml\"")));
        Event bytes = valid(structured(event("\"data_base64\":\"AQID\"")));

        assertThat(data(text)).isEqualTo("<a/>");
        assertThat(data(object)).isEqualTo("{\"n\":1.10}");
        assertThat(data(bytes)).isEqualTo("\1\2\3");
    }

    private static String data(Event event) {
        return new String(
                Objects.requireNonNull(readBySdk(event).getData()).toBytes(),
                StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | specversion: is missing",
                "{\"specversion\":\"1.0\",\"source\":\"s\",\"type\":\"t\"} | id: is missing",
                "{\"specversion\":\"0.3\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\"} |"
                        + " specversion: '0.3' is not 1.0",
                "{\"specversion\":\"1.0\",\"id\":\"\",\"source\":\"s\",\"type\":\"t\"} | id: is"
                        + " empty",
                "{\"specversion\":\"1.0\",\"id\":1,\"source\":\"s\",\"type\":\"t\"} | id: must be"
                        + " text",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"a b\",\"type\":\"t\"} | source:"
                        + " 'a b' is no URI reference",
                "{\"specversion\":\"1.0\",\"id\":\"a\\u0000\",\"source\":\"s\",\"type\":\"t\"} |"
                        + " id: holds a control character or half of a character",
                "{\"specversion\":\"1.0\",\"id\":\"\\ud800\",\"source\":\"s\",\"type\":\"t\"} | id:"
                        + " holds a control character or half of a character"
            })
    void aBrokenEventIsNamedByFieldAndReason(String json, String message) {
        assertThat(problem(structured(json))).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"Ext\":1 | 'Ext': an attribute's name is made of a to z and 0 to 9",
                "\"my_ext\":\"a\" | 'my_ext': an attribute's name is made of a to z and 0 to 9",
                "\"time\":\"yesterday\" | time: 'yesterday' is no RFC 3339 time",
                "\"time\":\"2020-11-19T21:04:42.179PRC\" | time: '2020-11-19T21:04:42.179PRC' is no"
                        + " RFC 3339 time",
                "\"data\":1,\"data_base64\":\"AQID\" | data: there are both data and data_base64",
                "\"data_base64\":{} | data_base64: must be text",
                "\"aliyunaccountid\":\"a/b\" | aliyunaccountid: 'a/b' is not 1 to 64 letters,"
                        + " digits, '-' and '_'",
                "\"aliyuneventbusname\":\"nobus\" | The event bus [nobus] not existed!",
                "\"aliyuneventbusname\":\"a/b\" | The event bus [a/b] not existed!"
            })
    void aBrokenAttributeIsNamedByFieldAndReason(String members, String message) {
        assertThat(problem(structured(event(members)))).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource({"YWI, YWI=", "YWI=, YWI=", "YQ, YQ==", "YQ==, YQ==", "'', ''", "+/8, +/8="})
    void base64IsPadded(String given, String kept) {
        Event event = valid(structured(event("\"data_base64\":\"%s\"".formatted(given))));

        assertThat(tree(event).get("data_base64").textValue()).isEqualTo(kept);
        readBySdk(event);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?",
                "Y",
                "YWI==",
                "YW=",
                "-_8=",
                "YW I=",
                "YWJj\\nYWJj",
                " YWI=",
                "=",
                "YWI=YWI="
            })
    void whatIsNoBase64IsRefused(String given) {
        assertThat(problem(structured(event("\"data_base64\":\"%s\"".formatted(given)))))
                .startsWith("data_base64: is no base64");
    }

    @Test
    void attributesHaveTheirLengths() {
        assertThat(problem(structured(event("\"subject\":\"" + "x".repeat(513) + "\""))))
                .isEqualTo("subject: has 513 characters, at most 512 may be");
        assertThat(structured(event("\"subject\":\"" + "x".repeat(512) + "\"")))
                .isInstanceOf(Parsed.Valid.class);
    }

    @Test
    void anEventHasItsSize() {
        assertThat(problem(structured(event("\"data\":\"" + "x".repeat(262_144) + "\""))))
                .contains("at most 262144");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"data\":{\"a\":{\"b\":1,\"b\":2}}} | DuplicateKey",
                "{\"id\":\"1\",\"id\":\"2\"} | DuplicateKey",
                "[] | InvalidJson",
                "null | InvalidJson",
                "{} x | InvalidJson",
                "{\"data\":01} | InvalidJson",
                "{\"data\":1e999999} | InvalidJson",
                "{\"data\":NaN} | InvalidJson",
                "{'id':1} | InvalidJson",
                "{\"id\":\"1\" | InvalidJson"
            })
    void whatIsNoEventAtAllIsRefused(String text, String code) {
        assertThatThrownBy(() -> structured(text))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> {
                            assertThat(e.status()).isEqualTo(400);
                            assertThat(e.code()).isEqualTo(code);
                        });
    }

    @Test
    void aDuplicateKeyIsNamed() {
        assertThatThrownBy(() -> structured("{\"data\":{\"a\":{\"b\":1,\"b\":2}}}"))
                .hasMessageContaining("'b'");
    }

    @Test
    void depthAndLengthHaveBounds() {
        assertThatThrownBy(() -> structured("{\"data\":" + "[".repeat(100_000)))
                .hasMessageContaining("too deep");
        assertThatThrownBy(() -> structured("{\"data\":" + "9".repeat(1_001) + "}"))
                .hasMessageContaining("too long");
        assertThat(structured(event("\"data\":" + "[".repeat(90) + "]".repeat(90))))
                .isInstanceOf(Parsed.Valid.class);
        assertThatThrownBy(() -> structured(event("\"data\":" + "[".repeat(91) + "]".repeat(91))))
                .hasMessageContaining("too deep");
    }

    @Test
    void badUtf8IsRefusedWithItsPlace() {
        byte[] body = utf8(event("\"data\":\"x\""));
        body[body.length - 3] = (byte) 0xc0;

        assertThatThrownBy(() -> CloudEventsJson.one(body, policy(), Given.NOBODY))
                .hasMessageContaining("not UTF-8: byte 0xc0 at offset " + (body.length - 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32", "UTF-32BE", "UTF-32LE"})
    void otherEncodingsThanUtf8AreRefused(String encoding) {
        byte[] body = event("\"data\":\"x\"").getBytes(Charset.forName(encoding));

        assertThatThrownBy(() -> CloudEventsJson.one(body, policy(), Given.NOBODY))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo("InvalidUtf8"));
    }

    @Test
    void aByteOrderMarkOfUtf8IsNoPartOfTheEvent() {
        byte[] body = utf8("\uFEFF" + event("\"data\":{\"a\":1},\"subject\":\"after\""));

        Event event = valid(CloudEventsJson.one(body, policy(), Given.NOBODY).getFirst());

        assertThat(tree(event).get("data")).hasToString("{\"a\":1}");
        assertThat(tree(event).get("subject").textValue()).isEqualTo("after");
    }

    @Test
    void aBatchReadsEachEvent() {
        byte[] body = utf8("[%s,{\"id\":\"2\"},7,%s]".formatted(event(""), event("\"ext\":\"z\"")));

        List<Parsed> events = CloudEventsJson.many(body, 4, policy(), Given.NOBODY);

        assertThat(events).hasSize(4);
        assertThat(tree(valid(events.getFirst())).get("id").textValue()).isEqualTo("1");
        assertThat(events.get(1)).isInstanceOf(Parsed.Invalid.class);
        assertThat(problem(events.get(2))).isEqualTo("an event is a JSON object");
        assertThat(tree(valid(events.get(3))).get("ext").textValue()).isEqualTo("z");
    }

    @Test
    void aBatchHasItsLength() {
        byte[] body = utf8("[%s,%s]".formatted(event(""), event("")));

        assertThatThrownBy(() -> CloudEventsJson.many(body, 1, policy(), Given.NOBODY))
                .hasMessageContaining("more than 1 events");
    }

    @Test
    void acceptDataworksEventBecomesACloudEvent() {
        Event event =
                accept(
                        """
                        {"MessageId":"m/1","Data":{"eventCode":"commit-file","projectId":"12345",
                         "tenantId":280749521950784,"big":12345678901234567890},
                         "RegionId":"cn-hangzhou","X_Y":{"z":1.10}}
                        """);

        JsonNode tree = tree(event);
        assertThat(tree.get("id").textValue()).isEqualTo("m/1");
        assertThat(tree.get("source").textValue()).isEqualTo("acs.dataworks");
        assertThat(tree.get("type").textValue()).isEqualTo("dataworks:FileChange:CommitFile");
        assertThat(tree.get("data").get("big").asText()).isEqualTo("12345678901234567890");
        assertThat(tree.get("regionid").textValue()).isEqualTo("cn-hangzhou");
        assertThat(tree.get("xy").textValue()).isEqualTo("{\"z\":1.10}");
        assertThat(tree.has("uncatalogued")).isFalse();
        assertThat(readBySdk(event).getId()).isEqualTo("m/1");
    }

    @Test
    void anUnknownEventCodeIsKeptAndMarked() {
        Event event = accept("{\"MessageId\":\"m\",\"Data\":{\"eventCode\":\"project_deployed\"}}");

        assertThat(event.type()).isEqualTo("dataworks:Unknown:project_deployed");
        assertThat(tree(event).get("uncatalogued").booleanValue()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"Data\":{\"eventCode\":\"commit-file\"}} | MessageId: is missing",
                "{\"MessageId\":1,\"Data\":{\"eventCode\":\"commit-file\"}} | MessageId: must be"
                        + " text",
                "{\"MessageId\":\"\",\"Data\":{\"eventCode\":\"commit-file\"}} | MessageId: is empty",
                "{\"MessageId\":null,\"Data\":{\"eventCode\":\"commit-file\"}} | MessageId: is missing",
                "{\"MessageId\":\"a\\u0000\",\"Data\":{\"eventCode\":\"commit-file\"}} | MessageId:"
                        + " holds a control character or half of a character",
                "{\"MessageId\":\"1\",\"messageId\":\"2\",\"Data\":{\"eventCode\":\"commit-file\"}} |"
                        + " messageId: comes twice, as MessageId and as messageId",
                "{\"MessageId\":\"1\",\"Data\":{\"eventCode\":\"a\"},\"data\":{\"eventCode\":\"b\"}} |"
                        + " data: comes twice, as Data and as data",
                "{\"MessageId\":\"1\",\"Data\":{}} | Data.eventCode: is missing",
                "{\"MessageId\":\"1\",\"Data\":{\"eventCode\":null}} | Data.eventCode: is missing",
                "{\"MessageId\":\"1\",\"Data\":{\"eventCode\":\"\"}} | Data.eventCode: is empty",
                "{\"MessageId\":\"1\",\"Data\":{\"eventCode\":7}} | Data.eventCode: must be text",
                "{\"MessageId\":\"1\",\"Data\":{\"eventCode\":[\"a\"]}} | Data.eventCode: must be text",
                "{\"MessageId\":\"1\",\"Data\":{\"eventCode\":\"a\\u0001\"}} | Data.eventCode: holds a"
                        + " control character or half of a character",
                "{\"MessageId\":\"1\",\"Data\":\"commit-file\"} | Data: must be an object with an"
                        + " eventCode",
                "{\"MessageId\":\"1\",\"Data\":null} | Data: is missing",
                "{\"MessageId\":\"1\"} | Data: is missing",
                "{\"MessageId\":\"1\",\"Data\":{\"eventCode\":\"a-code-of-more-than-the-forty-six-characters-allowed\"}}"
                        + " | Data.eventCode: has 52 characters, at most 46 may be"
            })
    void aBrokenCallIsNamedByFieldAndReason(String json, String message) {
        assertThat(
                        problem(
                                DataworksEnvelope.ACCEPT_DATAWORKS_EVENT
                                        .read(utf8(json), policy(), Given.NOBODY)
                                        .getFirst()))
                .isEqualTo(message);
    }

    private static Event accept(String json) {
        return valid(
                DataworksEnvelope.ACCEPT_DATAWORKS_EVENT
                        .read(utf8(json), policy(), Given.NOBODY)
                        .getFirst());
    }

    @Test
    void anExtensionMessageBecomesACloudEvent() {
        Event event =
                valid(
                        DataworksEnvelope.EXTENSION_MESSAGE
                                .read(
                                        utf8(
                                                """
                                                {"blockBusiness":true,"eventType":"commit-file",
                                                 "eventCategoryType":"file-change",
                                                 "extensionBizId":"job_1",
                                                 "messageBody":{"tenantId":28378},
                                                 "messageId":"m"}
                                                """),
                                        policy(),
                                        Given.NOBODY)
                                .getFirst());

        CloudEvent read = readBySdk(event);
        assertThat(read.getType()).isEqualTo("dataworks:FileChange:CommitFile");
        assertThat(read.getExtension("blockbusiness")).isEqualTo(true);
        assertThat(read.getExtension("eventcategorytype")).isEqualTo("file-change");
        assertThat(read.getExtension("extensionbizid")).isEqualTo("job_1");
        assertThat(event.key().account()).isEqualTo("tenantaccount");
    }
}
