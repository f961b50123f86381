package dev.signalbox.standalone.broker;

import java.nio.file.Path;
import java.util.Map;

/// How the embedded broker is configured: one node on a small machine that it shares with all
/// rooms.
///
/// Three things here are not a matter of taste. Every internal topic has one replica, as there is
/// one node. Segments are small, because a broker that was killed reads every segment it was
/// writing from its start. And all buffers and thread pools are small: Kafka's own are made for a
/// machine of its own, its log cleaner alone would take 128 MB of heap.
final class BrokerProperties {
    static final int NODE_ID = 1;

    private BrokerProperties() {}

    static Map<String, String> of(Path directory, String host, BrokerSockets sockets) {
        String broker = address(host, sockets.brokerPort());
        String controller =
                address(
                        sockets.controllerAddress().getAddress().getHostAddress(),
                        sockets.controllerAddress().getPort());
        return Map.ofEntries(
                // Who it is, and where it listens.
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", Integer.toString(NODE_ID)),
                Map.entry("log.dirs", directory.toString()),
                Map.entry(
                        "listeners",
                        "%s://%s,%s://%s"
                                .formatted(
                                        BrokerSockets.BROKER_LISTENER,
                                        broker,
                                        BrokerSockets.CONTROLLER_LISTENER,
                                        controller)),
                Map.entry(
                        "listener.security.protocol.map",
                        "%s:PLAINTEXT,%s:PLAINTEXT"
                                .formatted(
                                        BrokerSockets.BROKER_LISTENER,
                                        BrokerSockets.CONTROLLER_LISTENER)),
                Map.entry("inter.broker.listener.name", BrokerSockets.BROKER_LISTENER),
                Map.entry("controller.listener.names", BrokerSockets.CONTROLLER_LISTENER),
                Map.entry("controller.quorum.voters", NODE_ID + "@" + controller),

                // Topics: only those that are asked for, none of them copied.
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("default.replication.factor", "1"),
                Map.entry("min.insync.replicas", "1"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("offsets.topic.num.partitions", "4"),
                Map.entry("offsets.topic.segment.bytes", "16777216"),
                // Thirty days, as events: rooms that were stopped for longer would begin anew.
                Map.entry("offsets.retention.minutes", "43200"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("transaction.state.log.num.partitions", "4"),
                Map.entry("transaction.state.log.segment.bytes", "16777216"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                Map.entry("share.coordinator.state.topic.num.partitions", "1"),

                // Ready at once.
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("controlled.shutdown.enable", "false"),
                Map.entry("log.segment.bytes", "67108864"),
                Map.entry("log.index.size.max.bytes", "1048576"),

                // Small.
                Map.entry("num.network.threads", "2"),
                Map.entry("num.io.threads", "4"),
                Map.entry("background.threads", "2"),
                Map.entry("log.cleaner.dedupe.buffer.size", "8388608"),
                Map.entry("metric.reporters", ""));
    }

    /// `host:port`, with an IPv6 address in brackets.
    static String address(String host, int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
