package dev.signalbox.notifier.channel;

import static dev.signalbox.contract.event.EventHeaders.utf8;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/// How a record that nobody can read stands on `signalbox.rejected`: key, value and headers as they
/// came, and headers that say where it was and what is wrong with it.
public final class Rejections {
    /// Why it was put aside.
    public static final String REASON = "signalbox-reason";

    /// Where it was, `topic-partition@offset`.
    public static final String ORIGIN = "signalbox-origin";

    private Rejections() {}

    /// The headers of a record that was put aside.
    public static Headers headers(
            Headers original, String topic, int partition, long offset, String reason) {
        var headers = new RecordHeaders(original.toArray());
        headers.add(REASON, utf8(reason));
        headers.add(ORIGIN, utf8(topic + "-" + partition + "@" + offset));
        return headers;
    }
}
