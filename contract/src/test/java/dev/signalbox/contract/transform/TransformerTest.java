package dev.signalbox.contract.transform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.rule.Transform;
import dev.signalbox.contract.samples.Samples;
import dev.signalbox.contract.transform.Transformed.Body;
import dev.signalbox.contract.transform.Transformed.Failed;
import dev.signalbox.contract.transform.Transformed.Format;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransformerTest {
    private static final String EVENT =
            """
            {"specversion":"1.0","id":"e-1","source":"acs.oss","type":"oss:ObjectCreated",
             "data":{"name":"te\\"st\\n\\u706b","scope":100,"none":null,"empty":"",
              "big":123456789012345678901234567890,"exact":1.10,"a.b":{"c d":[true, false]},
              "items":[{"n":1},{"n":[2, 3]}],"json":"{\\"k\\":1}","":7,"it's":8,
              "dollar":"${name}","lines":{
                "x" : "y"
              }}}\
            """;

    private static Body make(Transform transform, String event) throws InvalidTransform {
        Transformed made = Transformer.of(transform).apply(event.getBytes(UTF_8));
        assertThat(made).isInstanceOf(Body.class);
        return (Body) made;
    }

    private static String text(Transform transform) throws InvalidTransform {
        return new String(make(transform, EVENT).bytes(), UTF_8);
    }

    private static Transform template(String template, String... variables) {
        var map = new java.util.HashMap<String, String>();
        for (int i = 0; i < variables.length; i += 2) {
            map.put(variables[i], variables[i + 1]);
        }
        return new Transform.Template(map, template);
    }

    @Test
    void theOriginalIsTheSameArray() throws InvalidTransform {
        byte[] event = EVENT.getBytes(UTF_8);

        var made = (Body) Transformer.of(Transform.ORIGINAL).apply(event);

        assertThat(made.bytes()).isSameAs(event);
        assertThat(made.format().contentType()).isEqualTo("application/cloudevents+json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Deploy it | TEXT",
                "42 | TEXT",
                "\"test1\" | TEXT",
                "` {\"a\": [1]} ` | JSON",
                "[] | JSON",
                "{\"a\": } | TEXT",
                "{} {} | TEXT",
                "`` | TEXT"
            })
    void aConstantIsJsonWhereItIsAnObjectOrAnArray(String text, Format format)
            throws InvalidTransform {
        Body made = make(new Transform.Constant(text), EVENT);

        assertThat(new String(made.bytes(), UTF_8)).isEqualTo(text);
        assertThat(made.format()).isEqualTo(format);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "$.source | acs.oss | TEXT",
                "$.data.scope | 100 | JSON",
                "$.data.big | 123456789012345678901234567890 | JSON",
                "$.data.exact | 1.10 | JSON",
                "$.data.none | null | JSON",
                "$.data.missing | null | JSON",
                "$.data.scope.x | null | JSON",
                "$.data.items.n | null | JSON",
                "$.data.items[2] | null | JSON",
                "$.data[0] | null | JSON",
                "$.data.empty | `` | TEXT",
                "$.data.items[1] | {\"n\":[2, 3]} | JSON",
                "$.data.items[1].n[0] | 2 | JSON",
                "$['data']['items'][0]['n'] | 1 | JSON",
                "$.data['a.b'][\"c d\"] | [true, false] | JSON",
                "$.data['a.b']['c d'][1] | false | JSON",
                "$.data['it\\'s'] | 8 | JSON",
                "$.data[''] | 7 | JSON",
                "$.data.json | {\"k\":1} | JSON",
                "$.data.dollar | ${name} | TEXT"
            })
    void aPathLeadsToAValueAsItStandsInTheEvent(String path, String body, Format format)
            throws InvalidTransform {
        Body made = make(new Transform.JsonPath(path), EVENT);

        assertThat(new String(made.bytes(), UTF_8)).isEqualTo(body);
        assertThat(made.format()).isEqualTo(format);
    }

    @Test
    void aTextComesWithoutQuotesAndEscapes() throws InvalidTransform {
        assertThat(text(new Transform.JsonPath("$.data.name"))).isEqualTo("te\"st\n火");
    }

    @Test
    void theWholeEventIsAPathToo() throws InvalidTransform {
        assertThat(text(new Transform.JsonPath("$"))).isEqualTo(EVENT);
        assertThat(text(template("event: ${e}", "e", "$"))).isEqualTo("event: " + EVENT);
    }

    @Test
    void aTextTemplateTakesValuesAsPeopleReadThem() throws InvalidTransform {
        assertThat(
                        text(
                                template(
                                        "${src}: ${name} ${scope}/${none}${missing}/${items}, ${c}",
                                        "src",
                                        "$.source",
                                        "name",
                                        "$.data.name",
                                        "scope",
                                        "$.data.scope",
                                        "none",
                                        "$.data.none",
                                        "missing",
                                        "$.data.missing",
                                        "items",
                                        "$.data.items",
                                        "c",
                                        "Please \"look\"")))
                .isEqualTo("acs.oss: te\"st\n火 100//[{\"n\":1},{\"n\":[2, 3]}], Please \"look\"");
    }

    @Test
    void aJsonTemplateEscapesWithinQuotesAndPutsValuesElsewhere() throws InvalidTransform {
        Transform transform =
                template(
                        """
                        {"q": "<${name}>", "v": ${name}, "n": "${big}", "b": ${big}, "o": "${lines}",
                         "m": "${missing}", "z": ${missing}, "c": "${const}", "d": ${const},
                         "five": ${five}, "\\"${": "kept", "list": [${scope}, "${scope}"]}\
                        """
                                .replace("\"\\\"${\"", "\"$${\""),
                        "name",
                        "$.data.name",
                        "big",
                        "$.data.big",
                        "lines",
                        "$.data.lines",
                        "missing",
                        "$.data.missing",
                        "scope",
                        "$.data.scope",
                        "const",
                        "say \"hi\"",
                        "five",
                        "5");

        Body made = make(transform, EVENT);

        assertThat(made.format()).isEqualTo(Format.JSON);
        assertThat(new String(made.bytes(), UTF_8))
                .isEqualTo(
                        """
                        {"q": "<te\\"st\\n\\u706b>", "v": "te\\"st\\n\\u706b", \
                        "n": "123456789012345678901234567890", "b": 123456789012345678901234567890, \
                        "o": "{\\n    \\"x\\" : \\"y\\"\\n  }",
                         "m": "", "z": null, "c": "say \\"hi\\"", "d": "say \\"hi\\"",
                         "five": 5, "${": "kept", "list": [100, "100"]}\
                        """);
    }

    @Test
    void aValueIsNotLookedThroughForVariables() throws InvalidTransform {
        assertThat(text(template("${d} ${name}", "d", "$.data.dollar", "name", "$.id")))
                .isEqualTo("${name} e-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"$${id}", "$5 {id} $id", "[ALARM] x", "[1] and [2]", "$", "}", "x: {"})
    void whatIsNoVariableStays(String template) throws InvalidTransform {
        assertThat(text(template(template, "id", "$.id"))).isEqualTo(template.replace("$${", "${"));
    }

    @Test
    void aTemplateThatIsOneVariableIsText() throws InvalidTransform {
        assertThat(text(template("${n}", "n", "$.source"))).isEqualTo("acs.oss");
        assertThat(make(template("${n}", "n", "$.data"), EVENT).format()).isEqualTo(Format.JSON);
        assertThat(make(template("${n} ", "n", "$.data.scope"), EVENT).format())
                .isEqualTo(Format.TEXT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | must be a JSONPath that begins with $., such as $.data.status",
                "data.name | must be a JSONPath that begins with $., such as $.data.status",
                "$data | must be a JSONPath that begins with $., such as $.data.status",
                "$. | has no name after a .",
                "$.data. | has no name after a .",
                "$.data.[0] | has no name after a .",
                "$..name | has .., which searches the whole event; a path leads to one value",
                "$.data..name | has .., which searches the whole event",
                "$.data.* | has the wildcard *; a path leads to one value",
                "$.data[*] | has the wildcard *; a path leads to one value",
                "$.data[?(@.a =~ /(a+)+$/)] | has a filter; a path leads to one value",
                "$.data[(@.length-1)] | has a script, which is not supported",
                "$.data.length() | has a function, which is not supported",
                "$.data[0:1000000] | has several elements within [ ]",
                "$.data[0,1] | has several elements within [ ]",
                "$.data['a','b'] | has several names within [ ]",
                "$.data[-1] | counts from the end of an array, which is not supported",
                "$.data[] | has within [ ] neither a name in quotes nor the number of an element",
                "$.data[1e3] | has within [ ] neither a name in quotes nor the number",
                "$.data[12345678901] | has within [ ] neither a name in quotes nor the number",
                "$.data[a] | has within [ ] neither a name in quotes nor the number",
                "$.data[ | ends within [ ]",
                "$.data[0 | ends within [ ]",
                "$.data['a | ends within ['name']",
                "$.data['a' | ends within ['name']",
                "$.data['a'x] | has no ] after the name within [ ]",
                "$.data[0]x | has after a ] neither . nor [",
                "$.my name | has a space in a name; write such a name as ['name']",
                "$.a]b | has the character ] in a name"
            })
    void aPathThatIsNoneOrCouldFindManyIsRefused(String path, String reason) {
        assertThatThrownBy(() -> Transformer.of(new Transform.JsonPath(path)))
                .isInstanceOf(InvalidTransform.class)
                .hasMessageStartingWith("value: " + reason);
        if (path.startsWith("$.") || path.startsWith("$[")) {
            assertThatThrownBy(() -> Transformer.of(template("", "x", path)))
                    .isInstanceOf(InvalidTransform.class)
                    .hasMessageStartingWith("value.x: " + reason);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Hello ${nam} | value has no variable 'nam', only name, price;",
                "${} | value has no variable '', only name, price;",
                "${ name } | value has no variable ' name ', only",
                "${name:-x} | value has no variable 'name:-x', only",
                "Hello ${name | has ${ without a } after it; write $${ for the characters ${",
                "{\"a\": \"${name}\",} | begins like JSON and is none: ",
                "{\"a\": x${name}} | begins like JSON and is none: ",
                "{\"a\": ${name}${name}} | begins like JSON and is none: ",
                "{\"a\": \"\\u00${name}\"} | begins like JSON and is none: ",
                "{\"a\": \"\\${name}\"} | begins like JSON and is none: ",
                "{\"a\": \"${name} | begins like JSON and is none: ",
                "{${name}: 1} | begins like JSON and is none: ",
                "{\"a\": 1, \"a\": 2} | begins like JSON and is none: the key 'a' comes twice in one object",
                "{} {} | begins like JSON and is none: there is more after its end",
                "[{\"a\": ${name}] | begins like JSON and is none: ",
                "{\"${name}\" : 1} | has a variable in the name of a field"
            })
    void aTemplateThatIsBrokenIsRefused(String template, String reason) {
        assertThatThrownBy(() ->
                        Transformer.of(template(template, "name", "$.data.name", "price", "$5")))
                .isInstanceOf(InvalidTransform.class)
                .hasMessageStartingWith("template: " + reason);
    }

    @Test
    void aNameThatNoTemplateCanSayIsRefused() {
        for (String name : new String[] {"", "a}b"}) {
            assertThatThrownBy(() -> Transformer.of(template("", name, "x")))
                    .hasMessageStartingWith("value." + name + ": a variable's name has");
        }
    }

    @Test
    void lengthsAreLimited() {
        String longest = "x".repeat(Transform.LONGEST);
        for (Transform transform :
                new Transform[] {
                    new Transform.Constant(longest + "x"),
                    new Transform.JsonPath("$." + longest),
                    template("", "x", longest),
                    template(longest + "x")
                }) {
            assertThatThrownBy(() -> Transformer.of(transform))
                    .isInstanceOf(InvalidTransform.class)
                    .hasMessageEndingWith(": has more than 10,240 characters");
        }
        assertThatThrownBy(() -> Transformer.of(new Transform.JsonPath("$" + ".a".repeat(101))))
                .hasMessage("value: has more than 100 steps, deeper than any event");
    }

    @Test
    void whatIsMadeIsLimited() throws InvalidTransform {
        String event = "{\"data\":\"" + "x".repeat(200_000) + "\"}";
        Transformer twice = Transformer.of(template("${d}${d}", "d", "$.data"));
        Transformer often = Transformer.of(template("${d}".repeat(2_560), "d", "$.data"));

        assertThat(((Body) twice.apply(event.getBytes(UTF_8))).bytes()).hasSize(400_000);
        assertThat(often.apply(event.getBytes(UTF_8)))
                .isEqualTo(new Failed("the transform makes more than 524,288 bytes of this event"));
        assertThatThrownBy(() ->
                        Transformer.of(template("${c}".repeat(2_560), "c", "x".repeat(10_000))))
                .hasMessage("template: makes more than 524,288 bytes of every event");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "7",
                "{",
                "{\"data\":",
                "{\"data\":{\"a\":[1,}",
                "{\"data\" 1}"
            })
    void anEventThatIsNoJsonFails(String event) throws InvalidTransform {
        assertThat(
                        Transformer.of(new Transform.JsonPath("$.data.a.b"))
                                .apply(event.getBytes(UTF_8)))
                .isEqualTo(
                        new Failed(
                                "the event is no JSON object, and the transform wants a part of it"));
    }

    @Test
    void aByteOrderMarkShiftsNothing() throws InvalidTransform {
        assertThat(make(new Transform.JsonPath("$.a"), "\ufeff{\"a\":\"b\"}").bytes())
                .asString(UTF_8)
                .isEqualTo("b");
    }

    @Test
    void everyValueOfEverySampleIsFound() throws Exception {
        int tried = 0;
        for (JsonNode event : Samples.cloudEvents()) {
            tried += assertFound(event.toString(), event, "$");
        }
        assertThat(tried).isGreaterThan(1_000);
    }

    private static int assertFound(String event, JsonNode value, String path) throws Exception {
        byte[] found = make(new Transform.JsonPath(path), event).bytes();
        if (value.isTextual()) {
            assertThat(new String(found, UTF_8)).as(path).isEqualTo(value.textValue());
        } else {
            assertThat(Json.MAPPER.readTree(found)).as(path).isEqualTo(value);
        }
        String whole =
                new String(
                        make(template("{\"v\":${v},\"w\":\"${v}\"}", "v", path), event).bytes(),
                        UTF_8);
        JsonNode made = Json.MAPPER.readTree(whole);
        assertThat(made.path("v")).as(path).isEqualTo(value);
        assertThat(made.path("w").textValue())
                .as(path)
                .isEqualTo(
                        value.isNull()
                                ? ""
                                : value.isTextual() ? value.textValue() : value.toString());
        int tried = 1;
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            tried += assertFound(event, field.getValue(), path + "['" + field.getKey() + "']");
        }
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            tried += assertFound(event, value.get(i), path + "[" + i + "]");
        }
        return tried;
    }
}
