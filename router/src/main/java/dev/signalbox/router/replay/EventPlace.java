package dev.signalbox.router.replay;

import dev.signalbox.contract.event.EventHeaders;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/// Where the record of an event lies in `signalbox.events`.
///
/// The runner adds it to each delivery that it sends. The runner after it finds by it which events
/// have been sent; a retry has it no more.
record EventPlace(int partition, long offset) {
    private static final String NAME = "signalbox-event-at";

    /// The header of a delivery.
    Header header() {
        return new RecordHeader(NAME, EventHeaders.utf8(partition + "/" + offset));
    }

    /// Reads the header; null where there is none.
    static @Nullable EventPlace read(Headers headers) {
        String text = EventHeaders.text(headers, NAME);
        int slash = text == null ? -1 : text.indexOf('/');
        if (text == null || slash < 0) {
            return null;
        }
        try {
            return new EventPlace(
                    Integer.parseInt(text.substring(0, slash)),
                    Long.parseLong(text.substring(slash + 1)));
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
