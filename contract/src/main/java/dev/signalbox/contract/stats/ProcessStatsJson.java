package dev.signalbox.contract.stats;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.rule.TargetKey;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The form of [ProcessStats] on `signalbox.stats`: JSON, in which what is zero or empty is left
/// out, and fields of later versions are passed over.
public final class ProcessStatsJson {
    private ProcessStatsJson() {}

    /// The record's key.
    public static byte[] key(ProcessStats stats) {
        return stats.process().getBytes(UTF_8);
    }

    /// The record's value.
    public static byte[] write(ProcessStats stats) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("version", stats.version());
        json.put("started", stats.started().toString());
        json.put("at", stats.at().toString());
        if (stats.ended()) {
            json.put("ended", true);
        }
        ObjectNode rooms = json.putObject("rooms");
        stats.rooms()
                .forEach((room, missing) -> {
                    var reasons = rooms.putArray(room);
                    missing.forEach(reasons::add);
                });
        put(json, "toRoute", stats.toRoute());
        put(json, "rulesUnreadable", stats.rulesUnreadable());
        put(json, "diskShortage", stats.diskShortage());
        ObjectNode free = json.putObject("freeBytes");
        stats.freeBytes().forEach(free::put);
        ObjectNode accounts = json.putObject("accounts");
        stats.accounts().forEach((account, its) -> write(accounts.putObject(account), its));
        put(json, "oldestOutside", stats.oldestOutside());
        var unwell = json.putArray("unwell");
        stats.unwell().forEach(target -> write(unwell.addObject(), target));
        try {
            return Json.MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is always writable", e);
        }
    }

    private static void write(ObjectNode json, AccountStats stats) {
        ObjectNode counts = json.putObject("counts");
        stats.counts().forEach((what, count) -> counts.put(what.label(), count));
        ObjectNode added = json.putObject("added");
        stats.added().forEach((what, count) -> added.put(what.label(), count));
        ObjectNode ages = json.putObject("ages");
        stats.ages()
                .forEach((bucket, count) ->
                        ages.put(Long.toString(AgeBuckets.upperMillis(bucket)), count));
        Backlog backlog = stats.backlog();
        put(json, "queued", backlog.queued());
        put(json, "underWay", backlog.underWay());
        put(json, "waiting", backlog.waiting());
        put(json, "oldest", backlog.oldest());
        put(json, "throttled", backlog.throttled());
    }

    private static void write(ObjectNode json, UnwellTarget target) {
        json.put("target", target.key().toString());
        put(json, "channel", target.channel());
        json.put("state", target.state());
        put(json, "since", target.since());
        put(json, "until", target.until());
        put(json, "reason", target.reason());
        put(json, "oldest", target.oldest());
    }

    private static void put(ObjectNode json, String field, long number) {
        if (number != 0) {
            json.put(field, number);
        }
    }

    private static void put(ObjectNode json, String field, String text) {
        if (!text.isEmpty()) {
            json.put(field, text);
        }
    }

    private static void put(ObjectNode json, String field, @Nullable Instant time) {
        if (time != null) {
            json.put(field, time.toString());
        }
    }

    /// Reads a record.
    ///
    /// @throws IllegalArgumentException saying why it cannot be read
    public static ProcessStats read(byte[] key, byte[] value) {
        JsonNode json;
        try {
            json = Json.MAPPER.readTree(value);
        } catch (IOException e) {
            throw new IllegalArgumentException("it is no JSON", e);
        }
        var rooms = new LinkedHashMap<String, List<String>>();
        json.path("rooms")
                .forEachEntry((room, missing) -> {
                    var reasons = new ArrayList<String>();
                    missing.forEach(reason -> reasons.add(reason.asText()));
                    rooms.put(room, List.copyOf(reasons));
                });
        var free = new TreeMap<String, Long>();
        json.path("freeBytes").forEachEntry((folder, bytes) -> free.put(folder, bytes.asLong()));
        var accounts = new TreeMap<String, AccountStats>();
        json.path("accounts").forEachEntry((account, its) -> accounts.put(account, account(its)));
        var unwell = new ArrayList<UnwellTarget>();
        json.path("unwell").forEach(target -> unwell.add(target(target)));
        return new ProcessStats(
                new String(key, UTF_8),
                json.path("version").asText(),
                time(json, "started"),
                time(json, "at"),
                json.path("ended").asBoolean(),
                rooms,
                json.path("toRoute").asLong(),
                json.path("rulesUnreadable").asLong(),
                json.path("diskShortage").asText(),
                free,
                accounts,
                timeOrNull(json, "oldestOutside"),
                unwell);
    }

    private static AccountStats account(JsonNode json) {
        var ages = new TreeMap<Integer, Long>();
        json.path("ages")
                .forEachEntry((bound, count) ->
                        ages.merge(AgeBuckets.of(number(bound)), count.asLong(), Long::sum));
        return new AccountStats(
                counts(json.path("counts")),
                counts(json.path("added")),
                ages,
                new Backlog(
                        json.path("queued").asInt(),
                        json.path("underWay").asInt(),
                        json.path("waiting").asInt(),
                        timeOrNull(json, "oldest"),
                        json.path("throttled").asInt()));
    }

    private static Map<Counted, Long> counts(JsonNode json) {
        var counts = new EnumMap<Counted, Long>(Counted.class);
        for (Counted what : Counted.values()) {
            long count = json.path(what.label()).asLong();
            if (count != 0) {
                counts.put(what, count);
            }
        }
        return counts;
    }

    private static UnwellTarget target(JsonNode json) {
        return new UnwellTarget(
                TargetKey.parse(json.path("target").asText()),
                json.path("channel").asText(),
                json.path("state").asText(),
                timeOrNull(json, "since"),
                timeOrNull(json, "until"),
                json.path("reason").asText(),
                timeOrNull(json, "oldest"));
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("ages: " + text + " is no number", e);
        }
    }

    private static Instant time(JsonNode json, String field) {
        Instant time = timeOrNull(json, field);
        if (time == null) {
            throw new IllegalArgumentException(field + " is missing");
        }
        return time;
    }

    private static @Nullable Instant timeOrNull(JsonNode json, String field) {
        String text = json.path(field).asText();
        try {
            return text.isEmpty() ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(field + " is no time", e);
        }
    }
}
