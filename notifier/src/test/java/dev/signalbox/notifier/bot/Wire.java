package dev.signalbox.notifier.bot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.notifier.testkit.Receiver;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// Reads what robots were sent.
final class Wire {
    private Wire() {}

    static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    /// The parameters in the query of a request.
    static Map<String, String> query(Receiver.Received post) {
        var query = new HashMap<String, String>();
        String path = post.path();
        for (String parameter : path.substring(path.indexOf('?') + 1).split("&", -1)) {
            String[] parts = parameter.split("=", 2);
            query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return query;
    }
}
