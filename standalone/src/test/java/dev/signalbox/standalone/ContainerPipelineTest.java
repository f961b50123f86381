package dev.signalbox.standalone;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/// The pipeline on Kafka's official image, where a Docker engine answers; its twin on the embedded
/// broker runs everywhere.
@Tag("docker")
@EnabledIf("dockerAnswers")
class ContainerPipelineTest extends PipelineContract {
    private @Nullable KafkaContainer kafka;

    static boolean dockerAnswers() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    @Override
    String startKafka(Path data) {
        kafka = new KafkaContainer("apache/kafka:4.3.1");
        kafka.start();
        return kafka.getBootstrapServers();
    }

    @Override
    void stopKafka() {
        if (kafka != null) {
            kafka.stop();
        }
    }
}
