package dev.signalbox.benchmarks.soak;

import dev.signalbox.standalone.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/// The broker of the soak, in a process of its own. Arguments: its folder and its port.
public final class SoakBroker {
    private SoakBroker() {}

    public static void main(String[] arguments) throws InterruptedException {
        EmbeddedBroker.start(Path.of(arguments[0]), "127.0.0.1", Integer.parseInt(arguments[1]));
        new CountDownLatch(1).await();
    }
}
