package dev.signalbox.notifier.message;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// Finds when an event happened.
///
/// An event's `time` cannot be taken by its word: newer DataWorks events have Beijing's wall clock
/// in it with a `Z` that is false. It is found out by what the bus wrote beside it,
/// `aliyunpublishtime`, which is a real time (or ends in `PRC` and is Beijing's): where `time` lies
/// about eight hours after it, `time` is Beijing's.
final class EventTime {
    private static final ZoneOffset BEIJING = ZoneOffset.ofHours(8);
    private static final Duration OFFSET = Duration.ofHours(8);
    private static final Duration TOLERANCE = Duration.ofMinutes(30);

    private EventTime() {}

    /// When it happened; null where the event does not say.
    ///
    /// @param accepted when it arrived, which replaces an absent `aliyunpublishtime`
    static @Nullable Instant of(JsonNode event, Instant accepted) {
        String text = event.path("time").asText();
        Instant time = read(text);
        if (time == null || !text.endsWith("Z")) {
            return time;
        }
        Instant published = read(event.path("aliyunpublishtime").asText());
        Duration ahead = Duration.between(published == null ? accepted : published, time);
        return ahead.minus(OFFSET).abs().compareTo(TOLERANCE) <= 0 ? time.minus(OFFSET) : time;
    }

    private static @Nullable Instant read(String text) {
        try {
            OffsetDateTime time =
                    text.endsWith("PRC")
                            ? LocalDateTime.parse(text.substring(0, text.length() - 3))
                                    .atOffset(BEIJING)
                            : OffsetDateTime.parse(text);
            return time.getYear() < 1970 || time.getYear() > 9998 ? null : time.toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
