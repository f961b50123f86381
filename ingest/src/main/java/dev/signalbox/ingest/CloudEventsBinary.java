package dev.signalbox.ingest;

import com.fasterxml.jackson.core.JsonParser;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.Caller;
import dev.signalbox.web.HeaderText;
import dev.signalbox.web.Utf8;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a CloudEvent in binary mode: attributes in `ce-` headers, the body is the data.
///
/// Source: CloudEvents HTTP binding 1.0.2, section 3.1; a header's value in double quotes is taken
/// out of them, and percent-decoded once. Bytes beyond ASCII that a sender did not encode are
/// UTF-8.
final class CloudEventsBinary {
    private static final String PREFIX = "ce-";

    private CloudEventsBinary() {}

    static boolean is(ServerRequestHeaders headers) {
        return headers.stream()
                .anyMatch(header -> header.headerName().lowerCase().startsWith(PREFIX));
    }

    /// @param contentType as [#contentType] has it
    static List<Parsed> read(
            ServerRequestHeaders headers,
            @Nullable String contentType,
            byte[] body,
            EventPolicy policy,
            Caller caller) {
        var event = new EventBuilder(policy, caller, FieldNames.HEADERS, body.length + 512);
        for (Header header : headers) {
            String name = header.headerName().lowerCase();
            if (name.startsWith(PREFIX)) {
                attribute(event, name.substring(PREFIX.length()), header);
            }
        }
        event.checkSize(body.length);
        if (contentType != null) {
            event.attribute("datacontenttype", contentType);
        }
        return body.length == 0 ? List.of(event.build()) : withData(event, contentType, body);
    }

    /// The content type of a request; null without one.
    ///
    /// @throws ApiException 400 where it comes twice
    static @Nullable String contentType(ServerRequestHeaders headers) {
        if (!headers.contains(HeaderNames.CONTENT_TYPE)) {
            return null;
        }
        Header header = headers.get(HeaderNames.CONTENT_TYPE);
        if (header.valueCount() > 1) {
            throw ApiException.badRequest(
                    "InvalidHeader", "content-type: comes " + header.valueCount() + " times");
        }
        String value = HeaderText.of(header);
        return value.isBlank() ? null : value;
    }

    private static void attribute(EventBuilder event, String name, Header header) {
        if (header.valueCount() > 1) {
            event.invalid(PREFIX + name + ": comes " + header.valueCount() + " times");
        } else if (name.equals("datacontenttype")) {
            event.invalid("ce-datacontenttype: is written content-type in binary mode");
        } else {
            event.attribute(name, decoded(header));
        }
    }

    private static List<Parsed> withData(
            EventBuilder event, @Nullable String contentType, byte[] body) {
        if (contentType != null && ContentType.isJson(contentType)) {
            return CloudEventsJson.read(
                    body,
                    parser -> {
                        json(event, parser, body);
                        return List.of(event.build());
                    });
        }
        if (contentType != null
                && ContentType.isUtf8Text(contentType)
                && Utf8.firstInvalid(body) < 0) {
            event.data().text(new String(body, StandardCharsets.UTF_8));
        } else {
            event.data().binary(body);
        }
        return List.of(event.build());
    }

    private static void json(EventBuilder event, JsonParser parser, byte[] body)
            throws java.io.IOException {
        if (parser.nextToken() == null) {
            throw CloudEventsJson.noEvent(parser, "JSON");
        }
        event.data().json(parser, body);
    }

    private static String decoded(Header header) {
        String value = unquoted(HeaderText.of(header));
        if (value.indexOf('%') < 0) {
            return value;
        }
        byte[] escaped = value.getBytes(StandardCharsets.UTF_8);
        var bytes = new ByteArrayOutputStream(escaped.length);
        for (int i = 0; i < escaped.length; i++) {
            if (escaped[i] == '%'
                    && i + 2 < escaped.length
                    && HexFormat.isHexDigit(escaped[i + 1])
                    && HexFormat.isHexDigit(escaped[i + 2])) {
                bytes.write(
                        16 * HexFormat.fromHexDigit(escaped[i + 1])
                                + HexFormat.fromHexDigit(escaped[i + 2]));
                i += 2;
            } else {
                bytes.write(escaped[i]);
            }
        }
        byte[] utf8 = bytes.toByteArray();
        if (Utf8.firstInvalid(utf8) >= 0) {
            throw ApiException.badRequest(
                    "InvalidUtf8",
                    header.headerName().lowerCase() + ": is not UTF-8 once percent-decoded");
        }
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /// A quoted string's content (RFC 9110, section 5.6.4); what is none stays as it is.
    private static String unquoted(String value) {
        int end = value.length() - 1;
        if (end < 1 || value.charAt(0) != '"' || value.charAt(end) != '"') {
            return value;
        }
        var content = new StringBuilder(end);
        for (int i = 1; i < end; i++) {
            char c = value.charAt(i);
            if (c == '"' || (c == '\\' && ++i == end)) {
                return value;
            }
            content.append(value.charAt(i));
        }
        return content.toString();
    }
}
