package dev.signalbox.contract.samples;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/// The sample events that are shipped, ready to be posted to the doors. `signalbox demo` plays
/// them.
///
/// The DataWorks events are made from the bodies in DataWorks' documents; those of PAI, whose form
/// no public text says, are assumed.
public final class Samples {
    private Samples() {}

    /// One request.
    ///
    /// @param path the door's path
    /// @param contentType the body's content type
    /// @param body JSON
    /// @param id the event's id
    /// @param type the event's `type` or, where the envelope has none, its event code
    public record Sample(String path, String contentType, String body, String id, String type) {}

    /// All samples, one event a request: CloudEvents of DataWorks and of PAI, AcceptDataworksEvent
    /// calls, extension messages.
    public static List<Sample> all() {
        var samples = new ArrayList<Sample>();
        for (JsonNode event : cloudEvents()) {
            samples.add(
                    new Sample(
                            "/events",
                            "application/cloudevents+json",
                            event.toString(),
                            event.get("id").textValue(),
                            event.get("type").textValue()));
        }
        for (JsonNode call : read("accept-dataworks-event.json")) {
            samples.add(
                    new Sample(
                            "/api/v1/workspaces/action/acceptdataworksevent",
                            "application/json",
                            call.toString(),
                            call.get("MessageId").textValue(),
                            call.get("Data").get("eventCode").textValue()));
        }
        for (JsonNode message : read("function-compute.json")) {
            samples.add(
                    new Sample(
                            "/extensions/events",
                            "application/json",
                            message.toString(),
                            message.get("messageId").textValue(),
                            message.get("eventType").textValue()));
        }
        return List.copyOf(samples);
    }

    /// The samples that are CloudEvents: 33 of DataWorks, 26 of PAI.
    public static List<JsonNode> cloudEvents() {
        var events = new ArrayList<JsonNode>();
        read("dataworks.json").forEach(events::add);
        read("pai.json").forEach(events::add);
        return List.copyOf(events);
    }

    /// The accounts and buses that the samples are for, as `account/bus`; the buses other than
    /// `default` have to be created first.
    public static List<String> buses() {
        var buses = new TreeSet<String>();
        for (JsonNode event : cloudEvents()) {
            buses.add(
                    event.get("aliyunaccountid").textValue()
                            + "/"
                            + event.get("aliyuneventbusname").textValue());
        }
        return List.copyOf(buses);
    }

    private static JsonNode read(String resource) {
        try (InputStream json = Samples.class.getResourceAsStream(resource)) {
            return Json.MAPPER.readTree(Objects.requireNonNull(json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
