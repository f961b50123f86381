package dev.signalbox.console.tail;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.history.OutcomeRecords;
import dev.signalbox.console.history.OutcomeView;
import dev.signalbox.contract.delivery.Outcome;
import dev.signalbox.web.stream.StreamItem;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// The outcomes of deliveries that a watcher sees.
final class OutcomeTail implements TailFilter {
    private final TailQuestion question;
    private final byte[] account;

    OutcomeTail(TailQuestion question) {
        this.question = question;
        account = question.account().getBytes(UTF_8);
    }

    @Override
    public @Nullable StreamItem see(ConsumerRecord<byte[], byte[]> item) {
        Outcome outcome = OutcomeRecords.of(account, item);
        return outcome != null && wants(outcome)
                ? StreamItem.of("outcome", view(outcome, item))
                : null;
    }

    private boolean wants(Outcome outcome) {
        return (question.bus() == null || question.bus().equals(outcome.target().bus()))
                && (question.rule() == null
                        || question.rule().rule().equals(outcome.target().rule()));
    }

    private static ObjectNode view(Outcome outcome, ConsumerRecord<byte[], byte[]> item) {
        ObjectNode json = OutcomeView.of(outcome);
        json.put("partition", item.partition());
        json.put("offset", item.offset());
        return json;
    }
}
