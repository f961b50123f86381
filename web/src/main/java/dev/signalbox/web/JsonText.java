package dev.signalbox.web;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.json.JsonFault;
import java.io.IOException;
import java.io.UncheckedIOException;

/// JSON that callers sent, with an answer for each way in which it can be wrong.
public final class JsonText {
    private JsonText() {}

    /// A tree of the text.
    ///
    /// @throws ApiException 400: not UTF-8, not JSON, a key twice, too deep
    public static JsonNode tree(byte[] text) {
        try (JsonParser parser = parser(text)) {
            JsonNode tree = Json.MAPPER.readTree(parser);
            if (tree == null || tree.isMissingNode()) {
                throw ApiException.badRequest("InvalidJson", "the body is empty");
            }
            if (parser.nextToken() != null) {
                throw ApiException.badRequest(
                        "InvalidJson",
                        "text after the end of the JSON"
                                + JsonFault.place(parser.currentLocation()));
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw refusal(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A parser of the text, whose UTF-8 has been checked. It would take UTF-16 and UTF-32, too,
    /// which have zero bytes at their beginning.
    ///
    /// @throws ApiException 400 when it is not UTF-8
    public static JsonParser parser(byte[] text) {
        int invalid = Utf8.firstInvalid(text);
        if (invalid >= 0) {
            throw ApiException.badRequest(
                    "InvalidUtf8",
                    "the body is not UTF-8: byte 0x%02x at offset %d"
                            .formatted(text[invalid] & 0xff, invalid));
        }
        for (int i = 0; i < Math.min(4, text.length); i++) {
            if (text[i] == 0) {
                throw ApiException.badRequest(
                        "InvalidUtf8", "the body is not UTF-8: it begins as UTF-16 or UTF-32 does");
            }
        }
        try {
            return Json.FACTORY.createParser(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The answer to text that the parser could not read.
    public static ApiException refusal(JsonProcessingException e) {
        JsonFault fault = JsonFault.of(e);
        return switch (fault.kind()) {
            case FORM -> ApiException.badRequest("InvalidJson", "not JSON: " + fault);
            case DUPLICATE_KEY -> ApiException.badRequest("DuplicateKey", fault.toString());
            case SIZE -> ApiException.badRequest("InvalidJson", fault.toString());
        };
    }
}
