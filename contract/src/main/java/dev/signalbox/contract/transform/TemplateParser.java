package dev.signalbox.contract.transform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.json.JsonFault;
import dev.signalbox.contract.rule.Transform;
import dev.signalbox.contract.transform.FilledTemplate.Piece;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Takes a template apart.
///
/// A template is JSON or text. It is JSON when it is an object or an array once its variables have
/// values; then it is JSON for every event, whatever the event holds: within quotes values are
/// escaped, elsewhere they are JSON values. What begins like JSON and is none is refused, not taken
/// for text: a forgotten comma must not cost the escaping.
///
/// Values are put in once: a `${name}` within an event is no variable.
final class TemplateParser {
    private static final int LONGEST_SHOWN = 40;
    private static final int LONGEST_REASON = 160;

    private final String template;
    private final boolean json;
    private final Map<String, String> constants = new HashMap<>();
    private final Map<String, EventPath> variables = new HashMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<EventPath> paths = new ArrayList<>();
    private final List<Piece> pieces = new ArrayList<>();
    private final StringBuilder fixed = new StringBuilder();

    /// The template with some value for each variable, to see whether it is JSON.
    private final StringBuilder sample = new StringBuilder();

    private boolean inQuotes;
    private boolean filledQuotes;
    private boolean inName;
    private int bytes;

    private TemplateParser(Transform.Template transform, boolean json) throws InvalidTransform {
        template = transform.template();
        this.json = json;
        for (var variable : transform.variables().entrySet()) {
            String name = variable.getKey();
            String field = "value." + shown(name, LONGEST_SHOWN);
            if (name.isEmpty() || name.indexOf('}') >= 0) {
                throw new InvalidTransform(
                        field, "a variable's name has at least one character, and no }");
            }
            if (EventPath.isPath(variable.getValue())) {
                variables.put(name, EventPath.parse(field, variable.getValue()));
            } else {
                constants.put(name, variable.getValue());
            }
        }
    }

    static FilledTemplate parse(Transform.Template transform) throws InvalidTransform {
        String start = transform.template().stripLeading();
        boolean array = start.startsWith("[");
        String inner = array ? start.substring(1).stripLeading() : "";
        boolean meant =
                start.startsWith("{") || (!inner.isEmpty() && "{[\"".indexOf(inner.charAt(0)) >= 0);
        if (!meant && !array) {
            return new TemplateParser(transform, false).parse();
        }
        var parser = new TemplateParser(transform, true);
        FilledTemplate parsed = parser.parse();
        String problem = problem(parser.sample.toString());
        if (problem == null) {
            if (parser.inName) {
                throw new InvalidTransform(
                        "template",
                        "has a variable in the name of a field, which could take another's place");
            }
            return parsed;
        }
        if (meant) {
            throw new InvalidTransform("template", "begins like JSON and is none: " + problem);
        }
        return new TemplateParser(transform, false).parse();
    }

    private FilledTemplate parse() throws InvalidTransform {
        for (int at = 0; at < template.length(); ) {
            if (template.startsWith("$${", at)) {
                literal("${");
                at += 3;
            } else if (template.startsWith("${", at)) {
                at = variable(at + 2);
            } else if (inQuotes && template.charAt(at) == '\\') {
                int end = Math.min(at + 2, template.length());
                literal(template.substring(at, end));
                at = end;
            } else {
                if (json && template.charAt(at) == '"') {
                    quote(at);
                }
                literal(template.substring(at, at + 1));
                at++;
            }
        }
        endFixed();
        return new FilledTemplate(pieces, paths, json);
    }

    private void literal(String text) {
        fixed.append(text);
        sample.append(text);
    }

    private void quote(int at) {
        inQuotes = !inQuotes;
        inName |= filledQuotes && isBeforeColon(at + 1);
        filledQuotes = false;
    }

    private boolean isBeforeColon(int at) {
        int next = at;
        while (next < template.length() && JsonText.isSpace(template.charAt(next))) {
            next++;
        }
        return next < template.length() && template.charAt(next) == ':';
    }

    private int variable(int start) throws InvalidTransform {
        int end = template.indexOf('}', start);
        if (end < 0) {
            throw new InvalidTransform(
                    "template", "has ${ without a } after it; write $${ for the characters ${");
        }
        String name = template.substring(start, end);
        sample.append(inQuotes ? "x" : "null");
        filledQuotes |= inQuotes;
        String constant = constants.get(name);
        if (constant != null) {
            endFixed();
            add(new Piece.Fixed(inPlace(constant)));
        } else {
            int path = number(name);
            endFixed();
            add(
                    !json
                            ? new Piece.AsText(path)
                            : inQuotes ? new Piece.InQuotes(path) : new Piece.AsJson(path));
        }
        return end + 1;
    }

    private int number(String name) throws InvalidTransform {
        EventPath path = variables.get(name);
        if (path == null) {
            throw new InvalidTransform(
                    "template",
                    "value has no variable '%s'%s; write $${ for the characters ${"
                            .formatted(shown(name, LONGEST_SHOWN), known()));
        }
        Integer number = numbers.get(name);
        if (number == null) {
            number = paths.size();
            numbers.put(name, number);
            paths.add(path);
        }
        return number;
    }

    private String known() {
        var names = new ArrayList<String>(variables.keySet());
        names.addAll(constants.keySet());
        names.sort(null);
        return names.isEmpty() ? "" : ", only " + shown(String.join(", ", names), LONGEST_REASON);
    }

    /// A constant is the author's own: where a JSON value is wanted it may be any.
    private byte[] inPlace(String constant) {
        if (!json) {
            return JsonText.utf8(constant);
        }
        byte[] quoted = JsonStringEncoder.getInstance().quoteAsUTF8(constant);
        if (inQuotes) {
            return quoted;
        }
        byte[] text = JsonText.utf8(constant);
        if (problem(constant) == null) {
            return text;
        }
        var out = new Output(quoted.length + 2);
        byte[] quote = {'"'};
        out.write(quote);
        out.write(quoted);
        out.write(quote);
        return out.toBytes();
    }

    private void endFixed() throws InvalidTransform {
        if (!fixed.isEmpty()) {
            add(new Piece.Fixed(JsonText.utf8(fixed.toString())));
            fixed.setLength(0);
        }
    }

    private void add(Piece piece) throws InvalidTransform {
        pieces.add(piece);
        if (piece instanceof Piece.Fixed text) {
            bytes += text.text().length;
        }
        if (bytes > Transformer.LARGEST) {
            throw new InvalidTransform(
                    "template",
                    "makes more than %,d bytes of every event".formatted(Transformer.LARGEST));
        }
    }

    private static @Nullable String problem(String text) {
        try {
            JsonText.check(Json.FACTORY, JsonText.utf8(text));
            return null;
        } catch (JsonProcessingException e) {
            return shown(JsonFault.of(e).reason(), LONGEST_REASON);
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static String shown(String text, int longest) {
        return text.length() <= longest
                ? text
                : text.substring(0, text.offsetByCodePoints(0, longest / 2)) + "…";
    }
}
