package dev.signalbox.contract.rule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.account.Quota;
import dev.signalbox.contract.account.Quotas;
import dev.signalbox.contract.contact.Contacts;
import dev.signalbox.contract.contact.Person;
import dev.signalbox.contract.contact.Way;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.pattern.InvalidPattern;
import dev.signalbox.contract.pattern.Pattern;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/// The records of `signalbox.rules`: quotas, buses, rules and contacts in JSON, keyed `account`,
/// `account/bus`, `account/bus/rule` and `account///contacts`, secrets sealed. A record without a
/// value is a deletion.
///
/// A reader passes over fields that it does not know. So a later version whose records would mean
/// something else to a reader that does so writes them with a higher `format`, and such a reader
/// refuses them.
public final class RuleRecords {
    /// What follows the account and a slash in the key of contacts.
    static final String CONTACTS = "//contacts";

    private static final int FORMAT = 1;

    private RuleRecords() {}

    /// The value of the record of an account's quotas.
    public static byte[] write(Quotas quotas) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        quotas.limits().forEach((quota, limit) -> json.put(quota.field(), limit));
        return bytes(json);
    }

    /// The value of a bus's record.
    public static byte[] write(Bus bus) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("description", bus.description());
        json.put("created", bus.created().toString());
        write(json, bus.tags());
        return bytes(json);
    }

    /// The value of a rule's record.
    public static byte[] write(Rule rule) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("description", rule.description());
        json.put("enabled", rule.enabled());
        json.set("pattern", rule.pattern().json());
        var targets = json.putArray("targets");
        for (Target target : rule.targets()) {
            targets.add(TargetRecords.write(target));
        }
        json.put("revision", rule.revision());
        json.put("created", rule.created().toString());
        json.put("updated", rule.updated().toString());
        write(json, rule.tags());
        return bytes(json);
    }

    /// The key of the record of an account's contacts: of four parts, which no bus and no rule has.
    /// A build before contacts passes over it, logs it and counts it as a record that it cannot
    /// read.
    public static String contactsKey(String account) {
        return account + "/" + CONTACTS;
    }

    /// The value of the record of an account's contacts.
    public static byte[] write(Contacts contacts) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("revision", contacts.revision());
        var people = json.putArray("contacts");
        for (Person person : contacts.people().values()) {
            ObjectNode one = people.addObject().put("name", person.name());
            person.ways().forEach((way, address) -> one.put(way.label(), address));
        }
        return bytes(json);
    }

    /// Reads the record of an account's contacts.
    ///
    /// @throws IllegalArgumentException saying why it cannot be read
    public static Contacts readContacts(byte[] value) {
        JsonNode json = object(value);
        var people = new ArrayList<Person>();
        for (JsonNode one : json.path("contacts")) {
            var ways = new EnumMap<Way, String>(Way.class);
            for (Way way : Way.values()) {
                String address = one.path(way.label()).textValue();
                if (address != null) {
                    ways.put(way, address);
                }
            }
            people.add(new Person(one.path("name").asText(), ways));
        }
        return Contacts.of(json.path("revision").asLong(), people);
    }

    private static void write(ObjectNode json, Map<String, String> tags) {
        if (!tags.isEmpty()) {
            ObjectNode object = json.putObject("tags");
            new TreeMap<>(tags).forEach(object::put);
        }
    }

    private static Map<String, String> tags(JsonNode json) {
        var tags = new TreeMap<String, String>();
        json.path("tags")
                .properties()
                .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
        return tags;
    }

    private static byte[] bytes(ObjectNode json) {
        try {
            return Json.MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is always writable", e);
        }
    }

    /// Reads the record of an account's quotas.
    ///
    /// @throws IllegalArgumentException saying why it cannot be read
    public static Quotas readQuotas(byte[] value) {
        JsonNode json = object(value);
        var limits = new EnumMap<Quota, Integer>(Quota.class);
        for (Quota quota : Quota.values()) {
            JsonNode limit = json.path(quota.field());
            if (limit.isInt()) {
                limits.put(quota, limit.intValue());
            } else if (!limit.isMissingNode()) {
                throw new IllegalArgumentException(quota.field() + " is no whole number");
            }
        }
        return new Quotas(limits);
    }

    /// Reads a bus's record.
    ///
    /// @throws IllegalArgumentException saying why it cannot be read
    public static Bus readBus(BusKey key, byte[] value) {
        JsonNode json = object(value);
        return new Bus(
                key, json.path("description").asText(), instant(json, "created"), tags(json));
    }

    /// Reads a rule's record.
    ///
    /// @throws IllegalArgumentException saying why it cannot be read
    public static Rule readRule(RuleKey key, byte[] value) {
        JsonNode json = object(value);
        if (!json.path("enabled").isBoolean()) {
            throw new IllegalArgumentException("enabled is neither true nor false");
        }
        if (!json.path("targets").isArray()) {
            throw new IllegalArgumentException("it has no array of targets");
        }
        var targets = new ArrayList<Target>();
        for (JsonNode target : json.path("targets")) {
            targets.add(TargetRecords.read(target));
        }
        return new Rule(
                key,
                json.path("description").asText(),
                json.path("enabled").booleanValue(),
                pattern(json.path("pattern")),
                targets,
                json.path("revision").asLong(),
                instant(json, "created"),
                instant(json, "updated"),
                tags(json));
    }

    private static JsonNode object(byte[] value) {
        JsonNode json;
        try {
            json = Json.MAPPER.readTree(value);
        } catch (IOException e) {
            throw new IllegalArgumentException("it is no JSON", e);
        }
        if (!json.isObject()) {
            throw new IllegalArgumentException("it is no JSON object");
        }
        JsonNode format = json.path("format");
        if (!format.isMissingNode() && (!format.isInt() || format.intValue() > FORMAT)) {
            throw new IllegalArgumentException(
                    "a later version wrote it: its format is %s, and this version knows %d"
                            .formatted(format, FORMAT));
        }
        return json;
    }

    private static Pattern pattern(JsonNode json) {
        try {
            return Pattern.parse(json);
        } catch (InvalidPattern e) {
            throw new IllegalArgumentException(e.path() + ": " + e.reason(), e);
        }
    }

    private static Instant instant(JsonNode json, String field) {
        try {
            return Instant.parse(json.path(field).asText());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(field + " is no time", e);
        }
    }
}
