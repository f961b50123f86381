package dev.signalbox.notifier.channel;

import static dev.signalbox.contract.event.EventHeaders.utf8;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/// How a record that nobody can read stands on `signalbox.rejected`: key, value and headers as they
/// came, and headers that say where it was and what is wrong with it.
public final class Rejections {
    private static final String REASON = "signalbox-rejected-reason";
    private static final String TOPIC = "signalbox-rejected-topic";
    private static final String PARTITION = "signalbox-rejected-partition";
    private static final String OFFSET = "signalbox-rejected-offset";

    private Rejections() {}

    /// The headers of a record that was put aside.
    public static Headers headers(
            Headers original, String topic, int partition, long offset, String reason) {
        var headers = new RecordHeaders(original.toArray());
        headers.add(REASON, utf8(reason));
        headers.add(TOPIC, utf8(topic));
        headers.add(PARTITION, utf8(Integer.toString(partition)));
        headers.add(OFFSET, utf8(Long.toString(offset)));
        return headers;
    }
}
