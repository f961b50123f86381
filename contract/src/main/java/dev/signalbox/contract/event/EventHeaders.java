package dev.signalbox.contract.event;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/// The headers of a record that holds an event. The value is the whole CloudEvent in structured
/// mode; what routing needs of it is in headers as well, so that most events need no parsing.
public final class EventHeaders {
    /// Tells CloudEvents clients how to read the value.
    public static final String CONTENT_TYPE = "content-type";

    /// The one content type that events on topics have.
    public static final String STRUCTURED_JSON = "application/cloudevents+json; charset=UTF-8";

    /// The event's `source`.
    public static final String SOURCE = "ce_source";

    /// The event's `type`.
    public static final String TYPE = "ce_type";

    /// How far the sender had read the rules (decimal text): who handles the record next waits
    /// until it has read as far, so that a rule written before the event is met by it.
    public static final String RULES_POSITION = "signalbox-rules";

    /// What the event's id is unique within, beside its account and bus: for CloudEvents their
    /// source, for DataWorks' messages DataWorks. Without the header an id is unique within its
    /// bus, as records of builds before have it.
    public static final String ID_SCOPE = "signalbox-id-scope";

    /// The header that says so.
    public static final Header STRUCTURED_JSON_HEADER =
            new RecordHeader(CONTENT_TYPE, utf8(STRUCTURED_JSON));

    private EventHeaders() {}

    /// Adds the headers of an event.
    public static void write(Headers headers, String source, String type, long rulesPosition) {
        headers.add(STRUCTURED_JSON_HEADER);
        headers.add(SOURCE, utf8(source));
        headers.add(TYPE, utf8(type));
        headers.add(RULES_POSITION, utf8(Long.toString(rulesPosition)));
    }

    /// The last header of that name as text, or null.
    public static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null
                ? null
                : new String(header.value(), StandardCharsets.UTF_8);
    }

    /// The last header of that name as a number.
    ///
    /// @param absent the answer where there is no such header
    /// @throws NumberFormatException when the header is no decimal number
    public static long number(Headers headers, String name, long absent) {
        String text = text(headers, name);
        try {
            return text == null ? absent : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new NumberFormatException("the header " + name + " is not a number");
        }
    }

    /// Text as header bytes.
    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
