package dev.signalbox.router.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.Scalar;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Values that stand in the event as they are, and those that do not, at all places in it.
class ReadingTest {
    private static final String[] NUMBERS = {
        "0", "-0", "7", "-5", "12", "1e2", "300.0", "-0.0", "123456789012345678901234567890"
    };

    private static final String LETTERS = "aab \"\\/\n\u00e9\u0141\u4e2d";

    private final FieldTree tree = new FieldTree();
    private final FieldTree.Place field = tree.want(List.of("data", "field"));
    private final Reading reading = new Reading();

    @Property(tries = 500)
    void eachValueHasTheTextThatJacksonReads(@ForAll long seed) throws Exception {
        var random = new Random(seed);
        for (int event = 0; event < 10; event++) {
            var values = new ArrayList<String>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                values.add(value(random));
            }
            boolean alone = values.size() == 1 && random.nextBoolean();
            String given = alone ? values.getFirst() : "[" + String.join(",", values) + "]";
            String end = random.nextBoolean() ? "}}" : ",\"other\":\"behind it\"},\"more\":1}";
            assertRead("{\"data\":{\"field\":" + given + end, StandardCharsets.UTF_8);
        }
    }

    @Example
    void eventsInOtherEncodingsAreRead() throws Exception {
        String event = "{\"data\":{\"field\":[\"abc\",12,-5]},\"more\":\"and more\"}";
        assertRead(event, StandardCharsets.UTF_16LE);
        assertRead(event, StandardCharsets.UTF_16BE);
        assertRead("\ufeff \n" + event, StandardCharsets.UTF_8);
    }

    @Example
    void nothingIsKeptOfAnEventThatEndsTooSoon() {
        byte[] event = "{\"data\":{\"field\":[\"abc\",\"d".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> reading.read(event, tree)).isInstanceOf(IOException.class);
        reading.clear();

        assertThat(reading.has(field.number())).isFalse();
        assertThat(reading.size()).isZero();
    }

    private void assertRead(String event, Charset charset) throws IOException {
        JsonNode given =
                Json.MAPPER.readTree(event.strip().replace("\ufeff", "")).at("/data/field");
        List<JsonNode> expected = new ArrayList<>();
        if (given instanceof ArrayNode array) {
            array.forEach(expected::add);
        } else {
            expected.add(given);
        }
        reading.read(event.getBytes(charset), tree);
        int value = reading.first(field.number());
        for (JsonNode one : expected) {
            Scalar scalar = Scalar.of(one);
            assertThat(reading.kind(value)).as(event).isEqualTo(scalar.kind());
            assertThat(reading.length(value)).as(event).isEqualTo(scalar.text().length());
            assertThat(reading.hasAt(0, scalar.text(), value)).as(event).isTrue();
            assertThat(hash(value)).as(event).isEqualTo(hash(scalar.text()));
            if (scalar.isNumber()) {
                assertThat(reading.number(value)).isEqualTo(Double.parseDouble(scalar.text()));
            }
            assertThat(reading.scalar(value)).as(event).isEqualTo(scalar);
            value = reading.next(value);
        }
        assertThat(value).isEqualTo(Reading.NONE);
        assertThat(reading.several()).isEqualTo(expected.size() > 1);
        reading.clear();
    }

    private long hash(int value) {
        var hashed = new HashedText();
        reading.hash(value, 0, reading.length(value), hashed);
        return hashed.piece(0, hashed.length());
    }

    private static long hash(String text) {
        return HashedText.of(text).piece(0, text.length());
    }

    private static String value(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> NUMBERS[random.nextInt(NUMBERS.length)];
            case 1 -> random.nextBoolean() ? "true" : "null";
            default -> '"' + text(random) + '"';
        };
    }

    /// A text as JSON has it, with escapes where they must be and elsewhere.
    private static String text(Random random) {
        var text = new StringBuilder();
        boolean plain = random.nextInt(3) > 0;
        for (int i = random.nextInt(random.nextInt(8) == 0 ? 300 : 30); i > 0; i--) {
            char c = plain ? (char) ('a' + random.nextInt(26)) : LETTERS.charAt(random.nextInt(10));
            boolean escaped =
                    c < ' ' || c == '"' || c == '\\' || random.nextInt(plain ? 90 : 9) == 0;
            text.append(escaped ? "\\u%04x".formatted((int) c) : c);
        }
        return text.toString();
    }
}
