package dev.signalbox.ingest;

import static dev.signalbox.ingest.Given.event;
import static dev.signalbox.ingest.Given.readBySdk;
import static dev.signalbox.ingest.Given.structured;
import static dev.signalbox.ingest.Given.tree;
import static dev.signalbox.ingest.Given.valid;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTypeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/json;charset=utf-8",
                "application/json; charset=utf-8",
                "application/json ; charset=utf-8",
                "application/json\t;charset=utf-8",
                "application/json;",
                "Application/JSON",
                "text/json",
                "application/vnd.acme.v1+json",
                "application/vnd.acme-2_x.v1+json ;v=\"a;b\"",
                "application/cloudevents+json",
                "application/problem+JSON",
                "image/x.sketch+json",
                ""
            })
    void dataOfAJsonTypeStaysJson(String contentType) {
        assertThat(ContentType.isJson(contentType)).isTrue();
        String members = "\"datacontenttype\":\"%s\",\"data\":{\"a\":1.10}";

        Event event =
                valid(
                        structured(
                                event(
                                        members.formatted(
                                                contentType
                                                        .replace("\"", "\\\"")
                                                        .replace('\t', ' ')))));

        assertThat(tree(event).get("data")).hasToString("{\"a\":1.10}");
        assertThat(tree(event).has("data_base64")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "Text/HTML ; Charset=UTF-8",
                "text/plain;charset=utf8",
                "text/plain; charset=\"utf-8\"; format=flowed",
                "text/csv;header=absent;charset=US-ASCII",
                "text/plain; note=charset"
            })
    void textInUtf8IsText(String contentType) {
        assertThat(ContentType.isUtf8Text(contentType)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain;charset=gbk",
                "text/plain;charset=utf-16",
                "text/plain;charset=\"iso-8859-1\";x=utf-8",
                "text/plain;charset=",
                "application/xml;charset=utf-8"
            })
    void allElseIsNotText(String contentType) {
        assertThat(ContentType.isUtf8Text(contentType)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void aBlankTypeIsNone(String contentType) {
        Event event =
                valid(
                        structured(
                                event(
                                        "\"datacontenttype\":\"%s\",\"data\":{\"a\":1}"
                                                .formatted(contentType))));

        assertThat(tree(event).has("datacontenttype")).isFalse();
        assertThat(tree(event).get("data")).hasToString("{\"a\":1}");
        readBySdk(event);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/xml",
                "application/jsonl",
                "application/json-seq",
                "application/x-ndjson",
                "application/json+xml",
                "application/vnd.json.v1",
                "text/plain;type=application/json",
                "text/plain;a=b+json",
                "json",
                "+json",
                "application/json, text/plain"
            })
    void allElseIsNotJson(String contentType) {
        assertThat(ContentType.isJson(contentType)).isFalse();
        String members = "\"datacontenttype\":\"%s\",\"data\":{\"a\":1}";

        Event event = valid(structured(event(members.formatted(contentType))));

        assertThat(tree(event).has("data")).isFalse();
        assertThat(tree(event).get("data_base64").textValue()).isEqualTo("eyJhIjoxfQ==");
    }
}
