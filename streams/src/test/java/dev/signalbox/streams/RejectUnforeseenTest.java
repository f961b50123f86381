package dev.signalbox.streams;

import static dev.signalbox.contract.event.EventHeaders.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.contract.event.EventHeaders;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.Rejection;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.contract.topic.UnreadableRecords;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RejectUnforeseenTest {
    private final UnreadableRecords unreadable = UnreadableRecords.in(new PrometheusRegistry());
    private final Counter rejected = Counter.builder().name("rejected").build();

    private TopologyTestDriver failingWith(RuntimeException exception, Path folder) {
        var bytes = new ByteArrayDeserializer();
        var topology =
                new Topology()
                        .addSource("events", bytes, bytes, Topic.EVENTS.topicName())
                        .addProcessor(
                                "fail",
                                () ->
                                        new ContextualProcessor<byte[], byte[], Void, Void>() {
                                            @Override
                                            public void process(Record<byte[], byte[]> item) {
                                                throw exception;
                                            }
                                        },
                                "events");
        var settings = Settings.forRoom(Map.of("SIGNALBOX_DATA", folder.toString()));
        var config = StreamsApp.config(settings, "test", folder);
        config.put(RejectUnforeseen.COUNTER, rejected);
        config.put(RejectUnreadable.COUNT, unreadable);
        return new TopologyTestDriver(topology, config);
    }

    private static void send(TopologyTestDriver driver) {
        var headers = new RecordHeaders();
        EventHeaders.write(headers, "s", "t", 0);
        driver.createInputTopic(
                        Topic.EVENTS.topicName(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())
                .pipeInput(new TestRecord<>(utf8("1/default/e"), utf8("{}"), headers));
    }

    @Test
    void aRecordThatABugStumblesOverIsRejectedAsItCame(@TempDir Path folder) {
        try (var driver = failingWith(new IllegalStateException("a bug"), folder)) {
            send(driver);

            var record =
                    driver.createOutputTopic(
                                    Topic.REJECTED.topicName(),
                                    new ByteArrayDeserializer(),
                                    new ByteArrayDeserializer())
                            .readRecord();
            assertThat(record.key()).isEqualTo(utf8("1/default/e"));
            assertThat(record.value()).isEqualTo(utf8("{}"));
            assertThat(EventHeaders.text(record.headers(), EventHeaders.SOURCE)).isEqualTo("s");
            assertThat(EventHeaders.text(record.headers(), Rejection.REASON))
                    .contains("log of the room")
                    .doesNotContain("a bug", "Exception");
            assertThat(rejected.get()).isEqualTo(1);
            assertThat(unreadable.of(Topic.EVENTS)).isEqualTo(1);
        }
    }

    @Test
    void whatKafkaDoesIsNoFaultOfTheRecord(@TempDir Path folder) {
        try (var driver = failingWith(new TimeoutException("away"), folder)) {
            assertThatThrownBy(() -> send(driver)).hasStackTraceContaining("away");
            assertThat(rejected.get()).isZero();
        }
    }
}
