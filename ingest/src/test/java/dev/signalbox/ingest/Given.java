package dev.signalbox.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.event.Catalog;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.rule.Bus;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.rule.RuleRecords;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.web.Caller;
import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.CloudEventDeserializer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/// What the tests of the front door have in common.
final class Given {
    static final String PUBLISHED = "2026-11-21T02:07:37.950Z";
    static final InstantSource CLOCK = InstantSource.fixed(Instant.parse(PUBLISHED));
    static final Caller NOBODY = new Caller(null);

    private Given() {}

    static Settings settings() {
        return Settings.forStandalone(Map.of("SIGNALBOX_TENANTS", "28378=tenantaccount"));
    }

    static EventPolicy policy(String... buses) {
        return new EventPolicy(
                settings().limits(),
                Catalog.builtIn(),
                rulebook(buses),
                settings().accounts().standard(),
                settings().accounts().tenants(),
                CLOCK);
    }

    /// @param buses as `account/bus`
    static Rulebook rulebook(String... buses) {
        var rulebook = new Rulebook();
        for (String bus : buses) {
            String[] parts = bus.split("/", -1);
            byte[] value =
                    RuleRecords.write(new Bus(new BusKey(parts[0], parts[1]), "", Instant.EPOCH));
            rulebook.apply(new ConsumerRecord<>("rules", 0, 0, utf8(bus), value));
        }
        return rulebook;
    }

    static Parsed structured(String json) {
        return CloudEventsJson.one(utf8(json), policy(), NOBODY).getFirst();
    }

    static Event valid(Parsed parsed) {
        assertThat(parsed).isInstanceOf(Parsed.Valid.class);
        return ((Parsed.Valid) parsed).event();
    }

    static String problem(Parsed parsed) {
        assertThat(parsed).isInstanceOf(Parsed.Invalid.class);
        return ((Parsed.Invalid) parsed).message();
    }

    static JsonNode tree(Event event) {
        return tree(event.json());
    }

    static JsonNode tree(byte[] json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (IOException e) {
            throw new AssertionError(new String(json, StandardCharsets.UTF_8), e);
        }
    }

    /// The event as a CloudEvents client of the topic gets it.
    static CloudEvent readBySdk(Event event) {
        ProducerRecord<byte[], byte[]> item = event.toRecord(0, "");
        try (var deserializer = new CloudEventDeserializer()) {
            return deserializer.deserialize(item.topic(), item.headers(), item.value());
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String event(String members) {
        return "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\"%s}"
                .formatted(members.isEmpty() ? "" : "," + members);
    }
}
