package dev.signalbox.contract.transform;

import dev.signalbox.contract.json.Json;
import java.util.ArrayList;
import java.util.List;

/// A JSONPath that leads to one value of an event: `$`, then names (`.name`, `['na.me']`) and
/// places in arrays (`[0]`).
///
/// Whatever could find many values, or compute, is refused: wildcards, slices, unions, filters,
/// `..` and functions.
///
/// @param steps from the event to the value; none for the event itself
record EventPath(List<Step> steps) {
    /// One step down.
    sealed interface Step {
        /// To the member of an object.
        record Member(String name) implements Step {}

        /// To an element of an array, the first of which is 0.
        record Element(int index) implements Step {}
    }

    private static final String ONE = "; a path leads to one value, as $.data.items[0].name does";
    private static final int MOST_DIGITS = 9;

    EventPath {
        steps = List.copyOf(steps);
    }

    /// Whether a variable's value is meant as a path. Everything else is a constant, `$5` too.
    static boolean isPath(String text) {
        return text.equals("$") || text.startsWith("$.") || text.startsWith("$[");
    }

    /// Reads a path.
    ///
    /// @param field what to call it in an error
    static EventPath parse(String field, String text) throws InvalidTransform {
        return new Reader(field, text).path();
    }

    private static final class Reader {
        private final String field;
        private final String text;
        private int at;

        Reader(String field, String text) {
            this.field = field;
            this.text = text;
        }

        EventPath path() throws InvalidTransform {
            if (!isPath(text)) {
                throw wrong("must be a JSONPath that begins with $., such as $.data.status");
            }
            var steps = new ArrayList<Step>();
            for (at = 1; at < text.length(); ) {
                steps.add(step());
            }
            if (steps.size() > Json.DEEPEST) {
                throw wrong("has more than " + Json.DEEPEST + " steps, deeper than any event");
            }
            return new EventPath(steps);
        }

        private Step step() throws InvalidTransform {
            return switch (text.charAt(at)) {
                case '.' -> member();
                case '[' -> bracket();
                default -> throw wrong("has after a ] neither . nor [");
            };
        }

        private Step member() throws InvalidTransform {
            int start = ++at;
            while (at < text.length() && text.charAt(at) != '.' && text.charAt(at) != '[') {
                char c = text.charAt(at++);
                if (c == '*') {
                    throw wrong("has the wildcard *" + ONE);
                }
                if (c == '(' || c == ')') {
                    throw wrong("has a function, which is not supported" + ONE);
                }
                if (c <= ' ' || "]{}'\"?@,:".indexOf(c) >= 0) {
                    throw wrong(
                            "has %s in a name; write such a name as ['name']"
                                    .formatted(c <= ' ' ? "a space" : "the character " + c));
                }
            }
            if (at == start) {
                throw wrong(
                        at < text.length() && text.charAt(at) == '.'
                                ? "has .., which searches the whole event" + ONE
                                : "has no name after a .");
            }
            return new Step.Member(text.substring(start, at));
        }

        private Step bracket() throws InvalidTransform {
            at++;
            if (at == text.length()) {
                throw wrong("ends within [ ]");
            }
            char c = text.charAt(at);
            return c == '\'' || c == '"' ? quoted(c) : element();
        }

        private Step quoted(char quote) throws InvalidTransform {
            var name = new StringBuilder();
            for (at++; at < text.length() && text.charAt(at) != quote; at++) {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                name.append(text.charAt(at));
            }
            at++;
            if (at >= text.length()) {
                throw wrong("ends within ['name']");
            }
            if (text.charAt(at) == ',') {
                throw wrong("has several names within [ ]" + ONE);
            }
            if (text.charAt(at++) != ']') {
                throw wrong("has no ] after the name within [ ]");
            }
            return new Step.Member(name.toString());
        }

        private Step element() throws InvalidTransform {
            int end = text.indexOf(']', at);
            if (text.charAt(at) == '?') {
                throw wrong("has a filter" + ONE);
            }
            if (text.charAt(at) == '(') {
                throw wrong("has a script, which is not supported" + ONE);
            }
            if (end < 0) {
                throw wrong("ends within [ ]");
            }
            String index = text.substring(at, end);
            at = end + 1;
            if (index.equals("*")) {
                throw wrong("has the wildcard *" + ONE);
            }
            if (index.indexOf(':') >= 0 || index.indexOf(',') >= 0) {
                throw wrong("has several elements within [ ]" + ONE);
            }
            if (index.startsWith("-")) {
                throw wrong("counts from the end of an array, which is not supported");
            }
            if (index.isEmpty()
                    || index.length() > MOST_DIGITS
                    || !index.chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw wrong("has within [ ] neither a name in quotes nor the number of an element");
            }
            return new Step.Element(Integer.parseInt(index));
        }

        private InvalidTransform wrong(String reason) {
            return new InvalidTransform(field, reason);
        }
    }
}
