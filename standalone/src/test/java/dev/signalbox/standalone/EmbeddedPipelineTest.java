package dev.signalbox.standalone;

import dev.signalbox.standalone.broker.EmbeddedBroker;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The pipeline on the embedded broker.
class EmbeddedPipelineTest extends PipelineContract {
    private @Nullable EmbeddedBroker broker;

    @Override
    String startKafka(Path data) {
        broker = EmbeddedBroker.start(data, "127.0.0.1", 0);
        return broker.bootstrapServers();
    }

    @Override
    void stopKafka() {
        if (broker != null) {
            broker.close();
        }
    }
}
