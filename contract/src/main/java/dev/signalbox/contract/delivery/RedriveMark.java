package dev.signalbox.contract.delivery;

import static dev.signalbox.contract.event.EventHeaders.utf8;

import dev.signalbox.contract.event.EventHeaders;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/// Says on `signalbox.dead-letters` that a dead letter was sent again: a record without a value, in
/// the letter's partition and under its key.
///
/// It names the letter by its offset as well, since the delivery may die again before the mark is
/// written: a letter at a later offset is a newer death, wherever the mark is.
///
/// @param deliveryId the delivery
/// @param offset the letter's offset in the mark's partition; older letters of the delivery are
///   meant as well
/// @param at when it was sent again
public record RedriveMark(String deliveryId, long offset, Instant at) {
    private static final String LETTER = "signalbox-letter";
    private static final String REDRIVEN = "signalbox-redriven";

    /// The record's headers.
    public Headers headers() {
        var headers = new RecordHeaders();
        headers.add(DeliveryRecords.ID, utf8(deliveryId));
        headers.add(LETTER, utf8(Long.toString(offset)));
        headers.add(REDRIVEN, utf8(Long.toString(at.toEpochMilli())));
        return headers;
    }

    /// Reads a record; null when it is no mark.
    public static @Nullable RedriveMark read(byte @Nullable [] value, Headers headers) {
        String id = EventHeaders.text(headers, DeliveryRecords.ID);
        if (value != null || id == null) {
            return null;
        }
        try {
            long offset = EventHeaders.number(headers, LETTER, -1);
            long atMillis = EventHeaders.number(headers, REDRIVEN, -1);
            return offset < 0 || atMillis < 0
                    ? null
                    : new RedriveMark(id, offset, Instant.ofEpochMilli(atMillis));
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
