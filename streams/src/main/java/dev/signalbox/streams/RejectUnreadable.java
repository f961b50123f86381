package dev.signalbox.streams;

import dev.signalbox.contract.topic.Rejection;
import dev.signalbox.contract.topic.UnreadableRecords;
import java.util.Map;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/// A topology's own branch for poison: records that cannot be read go to `signalbox.rejected`.
public final class RejectUnreadable {
    private RejectUnreadable() {}

    /// The entry of the configuration that holds the [UnreadableRecords].
    public static final String COUNT = "signalbox.unreadable.records";

    /// The record that is being processed as it goes there: its headers also say where it was and
    /// what is wrong with it. It is counted.
    public static <K, V> Record<K, V> rejected(
            ProcessingContext context, Record<K, V> item, Exception wrong) {
        RecordMetadata place = context.recordMetadata().orElseThrow();
        count(context.appConfigs(), place.topic());
        var rejection = Rejection.of(place.topic(), place.partition(), place.offset(), wrong);
        return item.withHeaders(rejection.headers(item.headers()));
    }

    /// Counts a record, if there is a count in the configuration.
    static void count(Map<String, ?> config, String topic) {
        if (config.get(COUNT) instanceof UnreadableRecords records) {
            records.count(topic);
        }
    }
}
