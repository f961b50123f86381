package dev.signalbox.contract.pattern;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// One half of a numeric condition, such as `> 0`. Numbers that are no more than 0.0000001 apart
/// are equal, as they are to EventBridge.
///
/// @param operator what is wanted
/// @param number of what
/// @param below the least number that equals it
/// @param above the greatest number that equals it
public record Comparison(Operator operator, BigDecimal number, BigDecimal below, BigDecimal above) {
    private static final BigDecimal CLOSE = new BigDecimal("0.0000001");

    public enum Operator {
        EQUAL("="),
        NOT_EQUAL("!="),
        GREATER(">"),
        GREATER_OR_EQUAL(">="),
        LESS("<"),
        LESS_OR_EQUAL("<=");

        final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        static @Nullable Operator of(String sign) {
            for (Operator operator : values()) {
                if (operator.sign.equals(sign)) {
                    return operator;
                }
            }
            return null;
        }
    }

    /// A comparison with a number.
    public static Comparison of(Operator operator, BigDecimal number) {
        return new Comparison(operator, number, number.subtract(CLOSE), number.add(CLOSE));
    }

    /// Compares without arithmetic, since an event's number may have any exponent.
    public boolean fits(BigDecimal value) {
        boolean less = value.compareTo(below) < 0;
        boolean greater = value.compareTo(above) > 0;
        return switch (operator) {
            case EQUAL -> !less && !greater;
            case NOT_EQUAL -> less || greater;
            case GREATER -> greater;
            case GREATER_OR_EQUAL -> !less;
            case LESS -> less;
            case LESS_OR_EQUAL -> !greater;
        };
    }

    /// The least number that may fit, or null where there is none.
    public @Nullable BigDecimal least() {
        return switch (operator) {
            case EQUAL, GREATER_OR_EQUAL -> below;
            case GREATER -> above;
            case NOT_EQUAL, LESS, LESS_OR_EQUAL -> null;
        };
    }

    /// The greatest number that may fit, or null where there is none.
    public @Nullable BigDecimal greatest() {
        return switch (operator) {
            case EQUAL, LESS_OR_EQUAL -> above;
            case LESS -> below;
            case NOT_EQUAL, GREATER, GREATER_OR_EQUAL -> null;
        };
    }

    @Override
    public String toString() {
        return operator.sign + " " + number.toPlainString();
    }
}
