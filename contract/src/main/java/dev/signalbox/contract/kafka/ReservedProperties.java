package dev.signalbox.contract.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The properties of Kafka's clients that Signalbox sets itself, since its promises rest on them.
final class ReservedProperties {
    private static final Map<String, String> REASONS = reasons();

    private ReservedProperties() {}

    private static Map<String, String> reasons() {
        var reasons = new HashMap<String, String>();
        reserve(
                reasons,
                "SIGNALBOX_KAFKA names the brokers",
                "bootstrap.servers",
                "bootstrap.controllers");
        reserve(
                reasons,
                "an event is acknowledged only when all in-sync replicas have it, once and in order",
                "acks",
                "enable.idempotence",
                "retries",
                "max.in.flight.requests.per.connection",
                "transactional.id",
                "transaction.timeout.ms",
                "transaction.two.phase.commit.enable");
        reserve(
                reasons,
                "records of one key have to be in one partition",
                "partitioner.class",
                "partitioner.ignore.keys");
        reserve(
                reasons,
                "every client has the name and the group by which Signalbox finds its place again",
                "client.id",
                "group.id",
                "group.instance.id",
                "group.protocol",
                "group.remote.assignor",
                "partition.assignment.strategy");
        reserve(
                reasons,
                "each room commits what it has done, and reads nothing that is not committed",
                "enable.auto.commit",
                "auto.commit.interval.ms",
                "auto.offset.reset",
                "isolation.level",
                "allow.auto.create.topics",
                "exclude.internal.topics");
        reserve(
                reasons,
                "records have Signalbox's own form",
                "key.serializer",
                "value.serializer",
                "key.deserializer",
                "value.deserializer",
                "interceptor.classes");
        reserve(
                reasons,
                "callers get their answer, and rooms their turn, within promised times",
                "linger.ms",
                "max.block.ms",
                "delivery.timeout.ms",
                "request.timeout.ms",
                "default.api.timeout.ms",
                "session.timeout.ms",
                "heartbeat.interval.ms",
                "fetch.max.wait.ms",
                "metadata.max.idle.ms");
        reserve(
                reasons,
                "it follows from SIGNALBOX_MAX_EVENT_BYTES and the memory of the rooms",
                "max.request.size",
                "batch.size",
                "buffer.memory",
                "fetch.min.bytes",
                "fetch.max.bytes",
                "max.partition.fetch.bytes",
                "max.poll.records");
        return Map.copyOf(reasons);
    }

    private static void reserve(Map<String, String> reasons, String reason, String... names) {
        List.of(names).forEach(name -> reasons.put(name, reason));
    }

    /// Why an operator cannot set the property; null for one that is free.
    static @Nullable String reason(String name) {
        return REASONS.get(name);
    }
}
