package dev.signalbox.standalone.broker;

import dev.signalbox.contract.file.DirectoryLock;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.EligibleLeaderReplicasVersion;
import org.apache.kafka.server.common.MetadataVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/// A Kafka broker inside this process: one node that is broker and KRaft controller at once, with
/// all it keeps in one directory.
///
/// The first start formats the directory; later ones find cluster and topics there again, after a
/// [#close()] as well as after a kill. What was acknowledged with `acks=all` is then in the page
/// cache of the operating system, which outlives the process: only a crash of the machine takes it.
///
/// Both sockets are bound before Kafka starts and handed over to it, so that a taken port is one
/// clear message and a free port cannot be snatched away. This is also why the parts of
/// [KafkaRaftServer] are put together here and not that class itself is started: it takes no
/// sockets, and ends the process when it cannot open its own.
public final class EmbeddedBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(6);

    private final DirectoryLock lock;
    private final BrokerSockets sockets;
    private final BrokerServer broker;
    private final ControllerServer controller;
    private final String bootstrapServers;

    private EmbeddedBroker(
            DirectoryLock lock,
            BrokerSockets sockets,
            Path directory,
            String host,
            Map<String, String> others) {
        var properties = new HashMap<>(BrokerProperties.of(directory, host, sockets));
        properties.putAll(others);
        KafkaConfig config = new KafkaConfig(properties, false);
        Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> stored =
                KafkaRaftServer.initializeLogDirs(config, LOG, "");
        Metrics metrics =
                Server.initializeMetrics(
                        config, Time.SYSTEM, stored._1().clusterId().orElseThrow());
        BrokerFaults faults = new BrokerFaults();
        SharedServer shared =
                new SharedServer(
                        config,
                        stored._1(),
                        Time.SYSTEM,
                        metrics,
                        CompletableFuture.completedFuture(
                                Map.of(BrokerProperties.NODE_ID, sockets.controllerAddress())),
                        List.of(),
                        faults,
                        sockets);
        this.lock = lock;
        this.sockets = sockets;
        this.broker = new BrokerServer(shared);
        this.controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), stored._2());
        this.bootstrapServers = BrokerProperties.address(host, sockets.brokerPort());
        try {
            controller.startup();
            FormerBroker.unregister(controller.controller(), BrokerProperties.NODE_ID);
            broker.startup();
        } catch (Throwable t) {
            broker.shutdown();
            controller.shutdown();
            throw t;
        }
        faults.running();
    }

    /// Starts a broker and returns when it takes requests.
    ///
    /// @param directory where the broker keeps everything; created when absent
    /// @param host the address to listen on and to be reached at; there is no authentication, so an
    ///   address of a network is open to that network
    /// @param port the port to listen on, or 0 for any free one
    /// @throws IllegalStateException when the directory or the address cannot be used, with the
    ///   setting to change in the message, or when Kafka does not start
    public static EmbeddedBroker start(Path directory, String host, int port) {
        return start(directory, host, port, Map.of());
    }

    /// Starts a broker with some properties of Kafka's other than Signalbox's, as tests do.
    public static EmbeddedBroker start(
            Path directory, String host, int port, Map<String, String> others) {
        DirectoryLock lock = DirectoryLock.take(directory);
        try {
            BrokerSockets sockets = BrokerSockets.bind(host, port);
            try {
                format(directory);
                BrokerFiles.keepIdentity(directory);
                return new EmbeddedBroker(lock, sockets, directory, host, others);
            } catch (Throwable t) {
                sockets.close();
                throw t;
            }
        } catch (Throwable t) {
            lock.close();
            throw t;
        }
    }

    /// Where clients find the broker, as `host:port`.
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /// Stops the broker and gives its directory and its port free; at most a few seconds, after
    /// which it is left as a kill would leave it. A second call does nothing.
    @Override
    public void close() {
        Thread closing = Thread.ofPlatform().daemon().name("broker-close").start(this::shutdown);
        try {
            if (!closing.join(CLOSE_LIMIT)) {
                LOG.warn("The broker did not stop in time; the next start recovers its data");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void shutdown() {
        broker.shutdown();
        controller.shutdown();
        sockets.close();
        lock.close();
    }

    private static void format(Path directory) {
        if (BrokerFiles.check(directory)) {
            return;
        }
        try {
            new Formatter()
                    .setPrintStream(
                            new PrintStream(
                                    OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setNodeId(BrokerProperties.NODE_ID)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setDirectories(List.of(directory.toString()))
                    .setMetadataLogDirectory(directory.toString())
                    .setControllerListenerName(BrokerSockets.CONTROLLER_LISTENER)
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    // A replica killed with its only copy is still the best there is.
                    .setFeatureLevel(
                            EligibleLeaderReplicasVersion.FEATURE_NAME,
                            EligibleLeaderReplicasVersion.ELRV_0.featureLevel())
                    .run();
        } catch (Exception e) {
            throw new IllegalStateException(
                    "Cannot format the data directory %s: %s (setting SIGNALBOX_DATA)"
                            .formatted(directory, e.getMessage()),
                    e);
        }
    }
}
