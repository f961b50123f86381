package dev.signalbox.ingest;

import static dev.signalbox.ingest.Given.policy;
import static dev.signalbox.ingest.Given.readBySdk;
import static dev.signalbox.ingest.Given.tree;
import static dev.signalbox.ingest.Given.utf8;
import static dev.signalbox.ingest.Given.valid;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.web.ApiException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Whatever JSON comes in comes out the same in meaning; and nothing that comes in is more than a
/// refusal.
class EnvelopePropertiesTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    @Property(tries = 300)
    void anyDataComesThrough(@ForAll("json") JsonNode data) {
        ObjectNode given = attributes("id");
        given.set("data", data);

        Event event = valid(CloudEventsJson.one(bytes(given), policy(), Given.NOBODY).getFirst());

        JsonNode kept = tree(event).path("data");
        assertThat(kept.isMissingNode() ? NODES.nullNode() : kept).isEqualTo(reread(data));
        readBySdk(event);
    }

    @Property(tries = 200)
    void anyDataComesThroughPrettyPrintedInABatch(@ForAll("json") JsonNode data) throws Exception {
        ObjectNode given = attributes("id");
        given.set("data", data);
        given.put("subject", "after");
        byte[] batch =
                Json.MAPPER
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsBytes(List.of(given, given));

        for (Parsed parsed : CloudEventsJson.many(batch, 2, policy(), Given.NOBODY)) {
            JsonNode kept = tree(valid(parsed));
            assertThat(kept.path("data").isMissingNode() ? NODES.nullNode() : kept.get("data"))
                    .isEqualTo(reread(data));
            assertThat(kept.get("subject").textValue()).isEqualTo("after");
        }
    }

    @Property(tries = 300)
    void anyExtensionIsReadable(@ForAll("json") JsonNode extension) {
        ObjectNode given = attributes("id");
        given.set("ext", extension);

        Parsed parsed = CloudEventsJson.one(bytes(given), policy(), Given.NOBODY).getFirst();

        if (parsed instanceof Parsed.Valid(Event event)) {
            readBySdk(event);
            JsonNode kept = tree(event).path("ext");
            if (!extension.isNull()) {
                assertThat(kept.isTextual() ? kept.textValue() : kept.toString())
                        .isEqualTo(
                                extension.isTextual()
                                        ? extension.textValue()
                                        : extension.toString());
            }
        }
    }

    @Property(tries = 300)
    void anyIdIsKeptOrNamed(@ForAll String id) {
        switch (CloudEventsJson.one(bytes(attributes(id)), policy(), Given.NOBODY).getFirst()) {
            case Parsed.Valid(Event event) -> assertThat(readBySdk(event).getId()).isEqualTo(id);
            case Parsed.Invalid invalid -> assertThat(invalid.message()).startsWith("id: ");
        }
    }

    @Property(tries = 300)
    void anyCallOfAcceptDataworksEventIsKeptOrNamed(
            @ForAll("json") JsonNode data, @ForAll("json") JsonNode other) {
        ObjectNode given = NODES.objectNode();
        given.put("MessageId", "m");
        given.set("Data", data);
        given.set("Other", other);

        switch (DataworksEnvelope.ACCEPT_DATAWORKS_EVENT
                .read(bytes(given), policy(), Given.NOBODY)
                .getFirst()) {
            case Parsed.Valid(Event event) -> readBySdk(event);
            case Parsed.Invalid invalid -> assertThat(invalid.message()).startsWith("Data");
        }
    }

    @Property(tries = 1_000)
    void anyBytesAreAtWorstRefused(@ForAll byte[] bytes) {
        refusedAtWorst(bytes);
    }

    @Property(tries = 1_000)
    void anEventWithAnyByteChangedIsAtWorstRefused(
            @ForAll("json") JsonNode data, @ForAll int place, @ForAll byte change) {
        ObjectNode given = attributes("id");
        given.set("data", data);
        byte[] bytes = bytes(given);
        bytes[Math.floorMod(place, bytes.length)] = change;

        refusedAtWorst(bytes);
    }

    private static void refusedAtWorst(byte[] bytes) {
        for (DataworksEnvelope envelope : DataworksEnvelope.values()) {
            refusedAtWorst(() -> envelope.read(bytes, policy(), Given.NOBODY));
        }
        refusedAtWorst(() -> CloudEventsJson.any(bytes, 16, policy(), Given.NOBODY));
        refusedAtWorst(() -> CloudEventsJson.entries(bytes, 16, policy(), Given.NOBODY));
    }

    private static void refusedAtWorst(java.util.function.Supplier<List<Parsed>> reading) {
        try {
            for (Parsed parsed : reading.get()) {
                if (parsed instanceof Parsed.Valid(Event event)) {
                    readBySdk(event);
                }
            }
        } catch (ApiException e) {
            assertThat(e.status()).isEqualTo(400);
        }
    }

    private static ObjectNode attributes(String id) {
        return NODES.objectNode()
                .put("specversion", "1.0")
                .put("id", id)
                .put("source", "s")
                .put("type", "t");
    }

    /// With numbers in the classes that reading gives them.
    private static JsonNode reread(JsonNode json) {
        return tree(bytes(json));
    }

    private static byte[] bytes(JsonNode json) {
        return utf8(json.toString());
    }

    @Provide
    Arbitrary<JsonNode> json() {
        return Arbitraries.lazyOf(
                () -> Arbitraries.strings().ofMaxLength(20).map(NODES::textNode),
                () -> Arbitraries.of(true, false).map(NODES::booleanNode),
                () -> Arbitraries.of(NODES.nullNode()),
                () ->
                        Arbitraries.bigIntegers()
                                .between(BigInteger.TEN.pow(40).negate(), BigInteger.TEN.pow(40))
                                .map(NODES::numberNode),
                () ->
                        Arbitraries.bigDecimals()
                                .ofScale(12)
                                .map(BigDecimal::stripTrailingZeros)
                                .map(NODES::numberNode)
                                .map(JsonNode.class::cast),
                () -> json().list().ofMaxSize(4).map(items -> NODES.arrayNode().addAll(items)),
                () ->
                        Arbitraries.maps(Arbitraries.strings().ofMaxLength(8), json())
                                .ofMaxSize(4)
                                .map(EnvelopePropertiesTest::object));
    }

    private static ObjectNode object(Map<String, JsonNode> members) {
        return NODES.objectNode().setAll(members);
    }
}
