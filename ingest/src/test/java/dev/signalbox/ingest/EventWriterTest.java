package dev.signalbox.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.rule.Rulebook;
import io.prometheus.metrics.core.metrics.Counter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class EventWriterTest {
    private final MockProducer<byte[], byte[]> kafka =
            new MockProducer<>(
                    false,
                    new RoundRobinPartitioner(),
                    new ByteArraySerializer(),
                    new ByteArraySerializer()) {
                @Override
                public List<PartitionInfo> partitionsFor(String topic) {
                    if (forgotten) {
                        throw new TimeoutException(topic + " is not present in metadata");
                    }
                    return super.partitionsFor(topic);
                }
            };
    private boolean forgotten;
    private final Counter unanswered = Counter.builder().name("unanswered").build();

    @Test
    void whatKafkaTakesAfterTheAnswerIsCountedAndWhatItDoesNotTakeIsNot() {
        try (var writer = new EventWriter(kafka, new Rulebook())) {
            var request = writer.request(unanswered);
            List<Event> events = List.of(event("taken"), event("not taken"), event("also taken"));
            var sent = events.stream().map(event -> request.send(event, "")).toList();
            for (int i = 0; i < events.size(); i++) {
                assertThat(request.await(events.get(i), sent.get(i)))
                        .isInstanceOf(IngestResult.Refused.class);
            }
            assertThat(unanswered.get()).isZero();

            kafka.completeNext();
            kafka.errorNext(new NotEnoughReplicasException("away"));
            kafka.completeNext();

            await().until(() -> unanswered.get() == 2);
        }
    }

    @Test
    void aSenderIsAskedToTryAgainWhenTheClientHasForgottenTheTopic() {
        try (var writer = new EventWriter(kafka, new Rulebook())) {
            var request = writer.request(unanswered);
            var sent = request.send(event("1"), "");
            forgotten = true;

            assertThat(request.await(event("1"), sent)).isInstanceOf(IngestResult.Refused.class);
            kafka.completeNext();
            await().until(() -> unanswered.get() == 1);
        }
    }

    private static Event event(String id) {
        byte[] json = "{}".getBytes(StandardCharsets.UTF_8);
        return new Event(new EventKey("1", "default", id), "s", "s", "t", json);
    }
}
