package dev.signalbox.router.match;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.Comparison;
import dev.signalbox.contract.pattern.Condition;
import dev.signalbox.contract.pattern.Scalar;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Example;

/// The same of values in an event as of their texts.
class FitTest {
    private static final String[] NUMBERS = {
        "0",
        "-0",
        "5",
        "4",
        "6",
        "5.0",
        "4.9999999",
        "5.0000001",
        "4.99999989",
        "5.00000011",
        "4.9999999000000001",
        "5.00000010000000000000000001",
        "1e400",
        "-1e400",
        "5e-400",
        "9007199254740993",
        "9007199254740992",
        "123456789012345678901234567890"
    };

    private final FieldTree tree = new FieldTree();
    private final FieldTree.Place field = tree.want(List.of("field"));
    private final Reading reading = new Reading();

    @Example
    void numbersAroundTheEndsOfARange() throws Exception {
        for (String end : NUMBERS) {
            for (Comparison.Operator operator : Comparison.Operator.values()) {
                var numeric =
                        new Condition.Numeric(
                                List.of(Comparison.of(operator, new BigDecimal(end))));
                for (String number : NUMBERS) {
                    assertSame(numeric, number);
                }
                assertSame(numeric, "\"5\"");
                assertSame(numeric, "null");
            }
        }
    }

    @Example
    void textsOfAllKinds() throws Exception {
        List<Condition.OfValue> conditions =
                List.of(
                        new Condition.Exactly("abc"),
                        new Condition.Exactly("5"),
                        new Condition.Exactly("null"),
                        new Condition.Exactly("true"),
                        new Condition.Exactly(""),
                        new Condition.IsNull(),
                        new Condition.Prefix("ab"),
                        new Condition.Suffix("bc"),
                        new Condition.Suffix("\u4e2dbc"),
                        new Condition.Contains("b"),
                        new Condition.Cidr(10L << 24, 8),
                        new Condition.All(
                                List.of(new Condition.Prefix("a"), new Condition.Suffix("c"))),
                        new Condition.AnythingBut(
                                List.of(new Condition.Exactly("abc"), new Condition.Prefix("5"))));
        for (Condition.OfValue condition : conditions) {
            for (String value :
                    List.of(
                            "\"abc\"",
                            "\"\\u0061bc\"",
                            "\"\u4e2dbc\"",
                            "\"5\"",
                            "5",
                            "55",
                            "true",
                            "null",
                            "\"null\"",
                            "\"\"",
                            "\"b\"",
                            "\"10.1.2.3\"",
                            "\"11.1.2.3\"")) {
                assertSame(condition, value);
            }
        }
    }

    private void assertSame(Condition.OfValue condition, String value) throws Exception {
        for (String behind : List.of("", ",\"other\":\"something behind it\"")) {
            String event = "{\"field\":[" + value + "]" + behind + "}";
            reading.read(event.getBytes(StandardCharsets.UTF_8), tree);
            var array = (ArrayNode) Json.MAPPER.readTree(event).get("field");
            assertThat(Fit.one(condition, reading, reading.first(field.number())))
                    .as("%s in %s", condition, event)
                    .isEqualTo(Condition.fits(condition, Scalar.of(array.get(0))));
            reading.clear();
        }
    }
}
