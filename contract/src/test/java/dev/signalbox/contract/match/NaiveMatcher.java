package dev.signalbox.contract.match;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/// What a pattern means, said as plainly as can be, from its JSON alone: the machine must agree.
final class NaiveMatcher {
    private NaiveMatcher() {}

    static boolean matches(JsonNode pattern, JsonNode event) {
        for (var wanted : pattern.properties()) {
            JsonNode value = event.isObject() ? event.path(wanted.getKey()) : event.path("none");
            boolean fits =
                    wanted.getValue().isObject()
                            ? matches(wanted.getValue(), value)
                            : oneFits(wanted.getValue(), value);
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static boolean oneFits(JsonNode wanted, JsonNode value) {
        for (JsonNode condition : wanted) {
            if (condition.has("exists") && condition.size() == 1) {
                if (condition.path("exists").asBoolean() != value.isMissingNode()) {
                    return true;
                }
                continue;
            }
            for (JsonNode one : values(value)) {
                if (fits(condition, one)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static List<JsonNode> values(JsonNode value) {
        var values = new ArrayList<JsonNode>();
        if (value.isArray()) {
            for (JsonNode element : value) {
                if (!element.isContainerNode()) {
                    values.add(element);
                }
            }
        } else if (!value.isObject() && !value.isMissingNode()) {
            values.add(value);
        }
        return values;
    }

    private static boolean fits(JsonNode condition, JsonNode value) {
        if (!condition.isObject()) {
            return condition.isNull() == value.isNull()
                    && condition.asText().equals(value.asText());
        }
        for (var operator : condition.properties()) {
            if (!fits(operator.getKey(), operator.getValue(), value)) {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(String operator, JsonNode operand, JsonNode value) {
        return switch (operator) {
            case "exists" -> true;
            case "prefix" -> value.isTextual() && value.asText().startsWith(operand.asText());
            case "suffix" -> value.isTextual() && value.asText().endsWith(operand.asText());
            case "contains" -> value.isTextual() && value.asText().contains(operand.asText());
            case "anything-but" -> !anyOf(operand, value);
            case "numeric" -> value.isNumber() && compares(operand, value.decimalValue());
            case "cidr" -> value.isTextual() && within(operand.asText(), value.asText());
            default -> throw new IllegalArgumentException(operator);
        };
    }

    private static boolean anyOf(JsonNode operand, JsonNode value) {
        if (!operand.isArray()) {
            return fits(operand, value);
        }
        for (JsonNode one : operand) {
            if (fits(one, value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean compares(JsonNode comparisons, BigDecimal value) {
        for (int i = 0; i < comparisons.size(); i += 2) {
            BigDecimal away = value.subtract(comparisons.get(i + 1).decimalValue());
            int sign = away.abs().compareTo(new BigDecimal("0.0000001")) <= 0 ? 0 : away.signum();
            boolean fits =
                    switch (comparisons.get(i).asText()) {
                        case "=" -> sign == 0;
                        case "!=" -> sign != 0;
                        case ">" -> sign > 0;
                        case ">=" -> sign >= 0;
                        case "<" -> sign < 0;
                        default -> sign <= 0;
                    };
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static boolean within(String network, String text) {
        String number = "(0|[1-9][0-9]?|1[0-9][0-9]|2[0-4][0-9]|25[0-5])";
        if (!text.matches("(" + number + "\\.){3}" + number)) {
            return false;
        }
        String[] parts = network.split("/", 2);
        int bits = parts.length == 1 ? 32 : Integer.parseInt(parts[1]);
        return bits(parts[0]).substring(0, bits).equals(bits(text).substring(0, bits));
    }

    private static String bits(String address) {
        var bits = new StringBuilder();
        for (String part : address.split("\\.", -1)) {
            bits.append(Integer.toBinaryString(256 + Integer.parseInt(part)).substring(1));
        }
        return bits.toString();
    }
}
