package dev.signalbox.notifier.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.event.Catalog;
import dev.signalbox.contract.event.EventType;
import dev.signalbox.contract.json.KeptJson;
import dev.signalbox.contract.rule.TargetKey;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Makes the message of an event.
///
/// Every message holds the word `Signalbox`, so that robots which ask for a keyword can have that
/// one.
public final class Messages {
    private final Catalog catalog = Catalog.builtIn();
    private final DateTimeFormatter times;

    /// @param zone in which times are shown
    public Messages(ZoneId zone) {
        times = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss xxx").withZone(zone);
    }

    /// The message of a delivery.
    public Message of(Delivery delivery) {
        JsonNode event = parse(delivery.body());
        EventType type = catalog.byType(delivery.type());
        var data = new EventFacts(event.path("data"));
        Instant time = EventTime.of(event, delivery.accepted());
        var facts = new ArrayList<Fact>();
        if (delivery.replayed()) {
            Instant happened = time == null ? delivery.accepted() : time;
            facts.add(new Fact("Replayed", "happened on " + times.format(happened)));
        }
        facts.add(new Fact("Service", type == null ? delivery.source() : type.service()));
        if (type == null) {
            add(facts, "Subject", event.path("subject").asText());
        }
        facts.addAll(data.facts(type != null));
        add(facts, "Region", event.path("aliyunregionid").asText());
        if (type != null) {
            add(facts, "Link", data.linkText());
        }
        var origin = new ArrayList<Fact>();
        if (time != null) {
            origin.add(new Fact("Happened", times.format(time)));
        }
        origin.add(new Fact("Accepted", times.format(delivery.accepted())));
        origin.add(new Fact("Signalbox rule", delivery.target().rule()));
        origin.add(new Fact("Event", delivery.event().id()));
        return new Message(
                title(delivery, type, data), facts, origin, type == null ? null : data.link());
    }

    /// One message of many deliveries.
    ///
    /// @param deliveries one at least, in any order
    public Message digest(List<Delivery> deliveries) {
        return new Digest(this, deliveries).message();
    }

    /// What happened to what, in one line.
    String headline(Delivery delivery) {
        return title(
                delivery,
                catalog.byType(delivery.type()),
                new EventFacts(parse(delivery.body()).path("data")));
    }

    /// What happened, whatever it happened to.
    String kind(Delivery delivery) {
        EventType type = catalog.byType(delivery.type());
        return type == null ? delivery.type() : inWords(type, false);
    }

    /// A time as messages tell it.
    String time(Instant time) {
        return times.format(time);
    }

    /// Such as `Change the status of a workflow: nightly – failed (5)`.
    private static String title(Delivery delivery, @Nullable EventType type, EventFacts data) {
        String mark =
                (delivery.redrive() ? "Redriven: " : "") + (delivery.replayed() ? "Replay: " : "");
        if (type == null) {
            return mark + delivery.type();
        }
        var title = new StringBuilder(mark).append(inWords(type, data.waiting()));
        String object = data.object();
        if (!object.isEmpty()) {
            title.append(": ").append(object);
        }
        String status = data.status();
        if (!status.isEmpty() && !lower(type.event()).contains(lower(status))) {
            title.append(" – ").append(status);
        }
        return title.toString();
    }

    /// The catalog marks what DataWorks sends before and after it does something. Of what it says
    /// both before and after, under one type, only what it waits for is before.
    private static String inWords(EventType type, boolean waiting) {
        String event = type.event();
        String done = event.replace(" (pre-event)", "").replace(" (post-event)", "");
        boolean before = event.contains("(pre-event)") && (waiting || !type.kind().equals("both"));
        return before ? done + " (about to happen)" : done;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /// The message that tries whether a target can be reached.
    public Message test(TargetKey target, Instant now) {
        return new Message(
                "Test message from Signalbox",
                List.of(
                        new Fact("Meaning", "Events of this rule will be told here"),
                        new Fact("Bus", target.bus()),
                        new Fact("Target", target.target())),
                List.of(
                        new Fact("Sent", times.format(now)),
                        new Fact("Signalbox rule", target.rule())),
                null);
    }

    private static void add(List<Fact> facts, String name, String value) {
        if (!value.isBlank()) {
            facts.add(new Fact(name, value));
        }
    }

    private static JsonNode parse(byte[] event) {
        try {
            return KeptJson.read(event);
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }
}
