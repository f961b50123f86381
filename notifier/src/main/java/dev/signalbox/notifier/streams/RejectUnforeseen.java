package dev.signalbox.notifier.streams;

import dev.signalbox.contract.topic.Rejection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The net below the topologies' own branches for poison: a record that makes one fail in a way
/// that nobody foresaw goes to `signalbox.rejected`, and the partition goes on. What fails because
/// of Kafka or a state store is no fault of the record; there the thread ends and another one tries
/// again, and so it does where there is no record, as in a punctuation.
public final class RejectUnforeseen implements ProcessingExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(RejectUnforeseen.class);

    @Override
    public void configure(Map<String, ?> configs) {
        // Nothing to configure.
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
        LOG.atError()
                .addKeyValue("topic", context.topic())
                .addKeyValue("partition", context.partition())
                .addKeyValue("offset", context.offset())
                .setCause(exception)
                .log("put a record aside that could not be processed");
        return Response.resume(
                List.of(
                        new Rejection(
                                        context.topic(),
                                        context.partition(),
                                        context.offset(),
                                        exception.toString())
                                .toRecord(
                                        context.timestamp(),
                                        context.sourceRawKey(),
                                        context.sourceRawValue(),
                                        context.headers())));
    }
}
