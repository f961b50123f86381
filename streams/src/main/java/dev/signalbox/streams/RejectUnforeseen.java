package dev.signalbox.streams;

import dev.signalbox.contract.topic.Rejection;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The net below the topologies' own branches for poison: a record that makes one fail in an
/// unforeseen way goes to `signalbox.rejected`, and the partition goes on.
///
/// A failure of Kafka or of a state store is not the record's fault: there the thread ends and
/// another one tries again, and so it does where there is no record, as in a punctuation.
public final class RejectUnforeseen implements ProcessingExceptionHandler {
    /// The entry of the configuration that may hold a [CounterDataPoint] of rejected records.
    public static final String COUNTER = "signalbox.rejected.counter";

    private static final String REASON =
            "Signalbox failed when it processed the record; the log of the room has the failure";
    private static final Logger LOG = LoggerFactory.getLogger(RejectUnforeseen.class);

    private @Nullable CounterDataPoint counter;
    private Map<String, ?> configs = Map.of();

    @Override
    public void configure(Map<String, ?> configs) {
        this.configs = configs;
        if (configs.get(COUNTER) instanceof CounterDataPoint given) {
            counter = given;
        }
    }

    @Override
    public Response handleError(
            ErrorHandlerContext context, Record<?, ?> item, Exception exception) {
        if (context.topic() == null || item == null) {
            return Response.fail();
        }
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof KafkaException) {
                return Response.fail();
            }
        }
        if (counter != null) {
            counter.inc();
        }
        RejectUnreadable.count(configs, context.topic());
        LOG.atError()
                .addKeyValue("topic", context.topic())
                .addKeyValue("partition", context.partition())
                .addKeyValue("offset", context.offset())
                .setCause(exception)
                .log("rejected a record that could not be processed");
        return Response.resume(
                List.of(
                        new Rejection(
                                        context.topic(),
                                        context.partition(),
                                        context.offset(),
                                        REASON)
                                .toRecord(
                                        context.timestamp(),
                                        context.sourceRawKey(),
                                        context.sourceRawValue(),
                                        context.headers())));
    }
}
