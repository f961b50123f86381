package dev.signalbox.router;

import dev.signalbox.contract.topic.Rejection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The net below the topology's own branch for poison: a record that makes it fail in a way that
/// nobody foresaw goes to `signalbox.rejected`, and the partition goes on. What fails because of
/// Kafka or the state store is no fault of the record; there the thread ends and another one tries
/// again.
public final class RejectUnprocessable
        implements ProcessingExceptionHandler, DeserializationExceptionHandler {
    /// Where the configuration holds the counters.
    static final String COUNTERS = "signalbox.router.counters";

    private static final Logger LOG = LoggerFactory.getLogger(RejectUnprocessable.class);

    private RouterCounters counters = RouterCounters.none();

    @Override
    public void configure(Map<String, ?> configs) {
        if (configs.get(COUNTERS) instanceof RouterCounters its) {
            counters = its;
        }
    }

    @Override
    public ProcessingExceptionHandler.Response handleError(
            ErrorHandlerContext context, Record<?, ?> item, Exception exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof KafkaException) {
                return ProcessingExceptionHandler.Response.fail();
            }
        }
        return ProcessingExceptionHandler.Response.resume(
                List.of(
                        reject(context, exception)
                                .toRecord(
                                        context.timestamp(),
                                        context.sourceRawKey(),
                                        context.sourceRawValue(),
                                        context.headers())));
    }

    @Override
    public DeserializationExceptionHandler.Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> item, Exception exception) {
        return DeserializationExceptionHandler.Response.resume(
                List.of(
                        reject(context, exception)
                                .toRecord(
                                        item.timestamp(),
                                        item.key(),
                                        item.value(),
                                        item.headers())));
    }

    /// How the record that is being processed is to stand there.
    static Rejection rejection(ProcessingContext context, Exception e) {
        RecordMetadata place = context.recordMetadata().orElseThrow();
        return Rejection.of(place.topic(), place.partition(), place.offset(), e);
    }

    private Rejection reject(ErrorHandlerContext context, Exception exception) {
        counters.rejected().inc();
        LOG.atError()
                .addKeyValue("topic", context.topic())
                .addKeyValue("partition", context.partition())
                .addKeyValue("offset", context.offset())
                .setCause(exception)
                .log("rejected a record that could not be processed");
        return new Rejection(
                context.topic(), context.partition(), context.offset(), exception.toString());
    }
}
