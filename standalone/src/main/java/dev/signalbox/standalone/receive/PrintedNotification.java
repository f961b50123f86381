package dev.signalbox.standalone.receive;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import dev.signalbox.contract.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Clock;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A notification as a person reads it: the headers that say something about it, whether its
/// signature holds, and its body, indented where it is JSON.
final class PrintedNotification {
    /// Headers of the connection, which are the same for every notification.
    private static final Set<String> OMITTED =
            Set.of(
                    "accept",
                    "accept-encoding",
                    "connection",
                    "content-length",
                    "host",
                    "keep-alive",
                    "transfer-encoding",
                    "user-agent");

    private PrintedNotification() {}

    /// @param verdict on the signature; null where it was not checked
    static String text(HttpExchange exchange, byte[] body, @Nullable String verdict, Clock clock) {
        var text = new StringBuilder("\n");
        text.append(LocalTime.now(clock).truncatedTo(ChronoUnit.SECONDS))
                .append(' ')
                .append(exchange.getRequestMethod())
                .append(' ')
                .append(exchange.getRequestURI());
        var headers = new TreeMap<String, List<String>>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
        headers.keySet().removeAll(OMITTED);
        headers.forEach((name, values) ->
                text.append('\n').append(name).append(": ").append(values.getFirst()));
        if (verdict != null) {
            text.append("\nsignature: ").append(verdict);
        }
        if (body.length > 0) {
            text.append('\n').append(readable(body));
        }
        return harmless(text);
    }

    private static String readable(byte[] body) {
        try {
            JsonNode json = Json.MAPPER.readTree(body);
            if (json.isContainerNode()) {
                return json.toPrettyString();
            }
        } catch (IOException e) {
            // no JSON: shown as it is
        }
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException e) {
            return "(%d bytes that are no text)".formatted(body.length);
        }
    }

    /// Without the control characters by which a text could rewrite the terminal that shows it.
    private static String harmless(StringBuilder text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) && c != '\n' && c != '\t') {
                text.setCharAt(i, '\uFFFD');
            }
        }
        return text.toString();
    }
}
