package dev.signalbox.notifier.phone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.json.KeptJson;
import dev.signalbox.contract.transform.Transformed;
import dev.signalbox.contract.transform.Transformer;
import dev.signalbox.notifier.message.Message;
import dev.signalbox.notifier.message.Messages;
import dev.signalbox.notifier.message.PlainText;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// The values of a registered template's variables: the JSON object that the target's transform
/// makes; without a transform `title`, `workspace` and `time`.
sealed interface TemplateVariables {
    /// They are there, by name.
    record Filled(Map<String, String> values) implements TemplateVariables {
        /// As the services take them.
        String json() {
            ObjectNode json = Json.MAPPER.createObjectNode();
            values.forEach(json::put);
            return json.toString();
        }

        /// Fit to be read aloud: without links, and all together shorter than the voice service
        /// allows; the longest are cut first.
        Filled spoken() {
            var texts = new LinkedHashMap<String, String>();
            values.forEach((name, text) -> texts.put(name, withoutLinks(text)));
            int longest = SPOKEN;
            while (total(texts, longest) > SPOKEN) {
                longest--;
            }
            int most = longest;
            texts.replaceAll((name, text) -> text.substring(0, end(text, most)).strip());
            return new Filled(texts);
        }

        private static int total(Map<String, String> texts, int longest) {
            return texts.values().stream().mapToInt(text -> Math.min(text.length(), longest)).sum();
        }

        private static int end(String text, int longest) {
            if (text.length() <= longest) {
                return text.length();
            }
            boolean inPair = longest > 0 && Character.isHighSurrogate(text.charAt(longest - 1));
            return inPair ? longest - 1 : longest;
        }
    }

    /// Nothing can be made of this event.
    ///
    /// @param reason why, without anything of the event
    record Impossible(String reason) implements TemplateVariables {}

    /// Characters that all variables of a call may have together, one less than 250. Source:
    /// SingleCallByTts, `TtsParam`.
    int SPOKEN = 249;

    /// Characters of a variable that text messages take wherever it is in a template.
    int LONGEST = 35;

    /// What begins as a link does. Looked for at the beginnings of words only, and without giving
    /// anything back, so that a long text takes no longer than its length.
    Pattern LINK = Pattern.compile("(?i)(?<![a-z0-9+.-])[a-z0-9+.-]++://\\S*+|www\\.\\S*+");

    private static String withoutLinks(String text) {
        return LINK.matcher(text).replaceAll("");
    }

    /// Fills them.
    static TemplateVariables of(Delivery delivery, Transformer transformer, Messages messages) {
        return switch (transformer.apply(delivery.body())) {
            case Transformed.Failed failed -> new Impossible(failed.reason());
            case Transformed.Body body ->
                    switch (body.format()) {
                        case EVENT -> byDefault(messages.of(delivery));
                        case JSON -> made(body.bytes());
                        case TEXT -> noObject();
                    };
        };
    }

    private static TemplateVariables byDefault(Message message) {
        var values = new LinkedHashMap<String, String>();
        values.put("title", message.title());
        values.put("workspace", message.fact("Workspace"));
        String happened = message.fact("Happened");
        String time = happened.isEmpty() ? message.fact("Accepted") : happened;
        int offset = time.lastIndexOf(' ');
        values.put("time", offset < 0 ? time : time.substring(0, offset));
        values.replaceAll((name, text) -> {
            String line = PlainText.line(withoutLinks(text), LONGEST - 1);
            return line.isEmpty() ? "-" : line;
        });
        return new Filled(values);
    }

    private static TemplateVariables made(byte[] json) {
        JsonNode made;
        try {
            made = KeptJson.read(json);
        } catch (IOException e) {
            return noObject();
        }
        if (!made.isObject()) {
            return noObject();
        }
        var values = new LinkedHashMap<String, String>();
        for (var field : made.properties()) {
            JsonNode value = field.getValue();
            values.put(field.getKey(), value.isValueNode() ? value.asText() : value.toString());
        }
        return new Filled(values);
    }

    private static TemplateVariables noObject() {
        return new Impossible(
                "the target's transform makes no JSON object, which the template's variables are");
    }
}
