package dev.signalbox.contract.pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/// Reads what a pattern wants of one field.
final class ConditionParser {
    static final List<String> OPERATORS =
            List.of("prefix", "suffix", "contains", "anything-but", "numeric", "cidr", "exists");

    private static final List<String> WITHIN_ANYTHING_BUT = List.of("prefix", "suffix", "contains");

    /// Objects with operators in one field. Source: EventBridge, CreateRule.
    private static final int MOST_EXPRESSIONS = 5;

    /// Source: EventBridge, "Event patterns".
    private static final BigDecimal GREATEST = BigDecimal.valueOf(1_000_000_000);

    private static final int MOST_DIGITS = 15;
    private static final int MOST_DECIMALS = 6;

    private ConditionParser() {}

    /// The conditions of a field, of which one must hold.
    static List<Condition> all(String where, JsonNode array) throws InvalidPattern {
        var conditions = new ArrayList<Condition>();
        int expressions = 0;
        for (JsonNode one : array) {
            String at = where + "[" + conditions.size() + "]";
            if (one instanceof ObjectNode object) {
                if (++expressions > MOST_EXPRESSIONS) {
                    throw new InvalidPattern(
                            at,
                            "a field takes at most %d objects with operators"
                                    .formatted(MOST_EXPRESSIONS));
                }
                conditions.add(expression(at, object));
            } else if (one.isArray()) {
                throw new InvalidPattern(at, "an array cannot stand within an array");
            } else {
                conditions.add(value(at, one));
            }
        }
        return conditions;
    }

    private static Condition.OfValue value(String at, JsonNode value) throws InvalidPattern {
        if (value.isNull()) {
            return new Condition.IsNull();
        }
        if (value.isTextual()) {
            PatternParser.wellFormed(at, value.asText());
            return new Condition.Exactly(value.asText());
        }
        boolean finite =
                (!value.isDouble() && !value.isFloat()) || Double.isFinite(value.doubleValue());
        if (value.isBoolean() || (value.isNumber() && finite)) {
            return new Condition.Exactly(Scalar.of(value).text());
        }
        throw new InvalidPattern(at, "must be a text, a number, true, false or null");
    }

    private static Condition expression(String at, ObjectNode object) throws InvalidPattern {
        if (object.isEmpty()) {
            throw new InvalidPattern(at, "an empty object wants nothing; name an operator");
        }
        var all = new ArrayList<Condition.OfValue>();
        Condition exists = null;
        for (var entry : object.properties()) {
            String name = entry.getKey();
            String where = at + "." + PatternParser.shown(name);
            JsonNode operand = entry.getValue();
            switch (name) {
                case "prefix", "suffix", "contains" -> all.add(text(where, name, operand));
                case "anything-but" -> all.add(anythingBut(where, operand));
                case "numeric" -> all.add(numeric(where, operand));
                case "cidr" -> all.add(cidr(where, operand));
                case "exists" -> exists = exists(where, operand, object.size() > 1);
                default -> throw new InvalidPattern(where, unknown(name, operand));
            }
        }
        if (all.isEmpty() && exists != null) {
            return exists;
        }
        return all.size() == 1 ? all.getFirst() : new Condition.All(List.copyOf(all));
    }

    private static String unknown(String name, JsonNode operand) {
        String meant = Nearest.to(name, OPERATORS);
        String hint =
                operand.isArray() || operand.isObject()
                        ? "; fields nest within objects, not within an array"
                        : "";
        return "there is no operator '%s'%s"
                .formatted(
                        PatternParser.shown(name),
                        meant == null
                                ? ", only " + String.join(", ", OPERATORS) + hint
                                : "; did you mean '" + meant + "'?");
    }

    private static Condition.OfValue text(String where, String operator, JsonNode operand)
            throws InvalidPattern {
        if (!operand.isTextual()) {
            throw new InvalidPattern(where, "must be a text");
        }
        String text = operand.asText();
        if (text.isEmpty()) {
            throw new InvalidPattern(where, "an empty text would fit every text");
        }
        PatternParser.wellFormed(where, text);
        return switch (operator) {
            case "prefix" -> new Condition.Prefix(text);
            case "suffix" -> new Condition.Suffix(text);
            default -> new Condition.Contains(text);
        };
    }

    private static Condition.OfValue anythingBut(String where, JsonNode operand)
            throws InvalidPattern {
        if (operand instanceof ObjectNode object) {
            if (object.size() != 1 || !WITHIN_ANYTHING_BUT.contains(object.fieldNames().next())) {
                throw new InvalidPattern(
                        where, "an object within takes exactly one of prefix, suffix and contains");
            }
            String name = object.fieldNames().next();
            return new Condition.AnythingBut(
                    List.of(text(where + "." + name, name, object.path(name))));
        }
        if (!operand.isArray()) {
            return new Condition.AnythingBut(List.of(value(where, operand)));
        }
        if (operand.isEmpty()) {
            throw new InvalidPattern(
                    where, "an empty array excludes nothing; write {\"exists\": true} instead");
        }
        var excluded = new ArrayList<Condition.OfValue>();
        for (JsonNode one : operand) {
            excluded.add(value(where + "[" + excluded.size() + "]", one));
        }
        return new Condition.AnythingBut(List.copyOf(excluded));
    }

    private static Condition.OfValue numeric(String where, JsonNode operand) throws InvalidPattern {
        if (!operand.isArray() || (operand.size() != 2 && operand.size() != 4)) {
            throw new InvalidPattern(
                    where, "must be one or two comparisons, such as [\">\", 0, \"<=\", 5]");
        }
        var comparisons = new ArrayList<Comparison>();
        for (int i = 0; i < operand.size(); i += 2) {
            String sign = operand.get(i).asText();
            Comparison.Operator operator = Comparison.Operator.of(sign);
            if (!operand.get(i).isTextual() || operator == null) {
                throw new InvalidPattern(
                        where + "[" + i + "]", "must be one of =, !=, >, >=, < and <=");
            }
            BigDecimal number = number(where + "[" + (i + 1) + "]", operand.get(i + 1));
            comparisons.add(Comparison.of(operator, number));
        }
        return new Condition.Numeric(List.copyOf(comparisons));
    }

    private static BigDecimal number(String where, JsonNode node) throws InvalidPattern {
        if (!node.isNumber()) {
            throw new InvalidPattern(
                    where, "must be a number" + (node.isTextual() ? ", without quotes" : ""));
        }
        BigDecimal number;
        try {
            number = node.decimalValue();
        } catch (NumberFormatException e) {
            throw new InvalidPattern(where, "must be a number");
        }
        if (number.compareTo(GREATEST) > 0 || number.compareTo(GREATEST.negate()) < 0) {
            throw new InvalidPattern(where, "must be between -1000000000 and 1000000000");
        }
        BigDecimal plain = number.stripTrailingZeros();
        if (plain.scale() > MOST_DECIMALS || plain.precision() > MOST_DIGITS) {
            throw new InvalidPattern(
                    where,
                    "may have %d digits, %d of them after the point"
                            .formatted(MOST_DIGITS, MOST_DECIMALS));
        }
        return plain;
    }

    private static Condition.OfValue cidr(String where, JsonNode operand) throws InvalidPattern {
        String text = operand.isTextual() ? operand.asText() : "";
        int slash = text.indexOf('/');
        long address = Ipv4.parse(slash < 0 ? text : text.substring(0, slash));
        String length = slash < 0 ? "32" : text.substring(slash + 1);
        if (address == Ipv4.NONE || !length.matches("[0-9]|[12][0-9]|3[0-2]")) {
            throw new InvalidPattern(
                    where, "must be an IPv4 network such as \"10.0.0.0/24\", or an IPv4 address");
        }
        int bits = Integer.parseInt(length);
        return new Condition.Cidr(address >> (32 - bits) << (32 - bits), bits);
    }

    private static Condition exists(String where, JsonNode operand, boolean others)
            throws InvalidPattern {
        if (!operand.isBoolean()) {
            throw new InvalidPattern(where, "must be true or false, without quotes");
        }
        if (others && !operand.booleanValue()) {
            throw new InvalidPattern(
                    where,
                    "a field that is not there has no value, so no other operator can stand"
                            + " beside");
        }
        return new Condition.Exists(operand.booleanValue());
    }
}
