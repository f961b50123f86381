package dev.signalbox.console.system;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.system.TopicFacts.TopicFact;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.room.Version;
import dev.signalbox.contract.rule.Bus;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.web.Answers;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.RouteTable;
import dev.signalbox.web.call.CallParameters;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.util.List;
import java.util.function.Consumer;

/// The wing of the console for those who want to know how the system is: `GET /api/system`.
///
/// The counts of rules and buses are the caller's account's; all else is of the whole system, and
/// names nothing that an account has made.
public final class SystemWing implements HttpRoutes {
    private static final String KEYS = "signalbox_access_keys";
    private static final String BROKEN = "signalbox_access_keys_broken";

    private final RoomContext room;
    private final TopicFacts topics;
    private final Consumer<ArrayNode> processes;

    /// @param processes writes what is known of the processes
    public SystemWing(RoomContext room, Consumer<ArrayNode> processes) {
        this.room = room;
        this.processes = processes;
        topics = new TopicFacts(room.settings());
        OldestEvent.register(
                room.metrics(),
                topics::get,
                room.settings().kafka().eventsRetention(),
                room.clock());
    }

    @Override
    public void addTo(RouteTable table) {
        table.get("/api/system", this::get);
    }

    private void get(ServerRequest request, ServerResponse response) {
        String account = new CallParameters(request, room.settings()).account();
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("version", Version.text());
        processes.accept(json.putArray("processes"));
        addTopics(json.putArray("topics"));
        List<Bus> buses = room.rules().buses(account);
        json.put("buses", buses.size());
        json.put(
                "rules",
                buses.stream()
                        .map(Bus::key)
                        .mapToInt((BusKey bus) -> room.rules().ruleCount(bus))
                        .sum());
        addKeys(json.putObject("keys"));
        ObjectNode free = json.putObject("freeBytes");
        room.disk().freeBytes().forEach(free::put);
        addSettings(json.putObject("settings"), room.settings());
        Answers.json(response, 200, json);
    }

    private void addTopics(ArrayNode json) {
        for (TopicFact fact : topics.get()) {
            ObjectNode one = json.addObject();
            one.put("topic", fact.topic().topicName());
            one.put("partitions", fact.partitions());
            one.put("retention", fact.retention() == null ? null : fact.retention().toString());
            one.put("oldest", fact.oldest() == null ? null : fact.oldest().toString());
            one.put("bytes", fact.bytes() < 0 ? null : fact.bytes());
        }
    }

    /// Both are metrics of the HTTP server, which are there where it asks for access keys.
    private void addKeys(ObjectNode json) {
        double count = 0;
        boolean broken = false;
        boolean used = false;
        var found = room.metrics().scrape(name -> name.equals(KEYS) || name.equals(BROKEN));
        for (var family : found) {
            if (family instanceof GaugeSnapshot gauge) {
                for (var point : gauge.getDataPoints()) {
                    if (family.getMetadata().getName().equals(KEYS)) {
                        used = true;
                        count += point.getValue();
                    } else {
                        broken |= point.getValue() > 0;
                    }
                }
            }
        }
        json.put("used", used);
        json.put("count", (long) count);
        json.put("broken", broken);
    }

    private static void addSettings(ObjectNode json, Settings settings) {
        json.put("dedupWindow", settings.router().dedupWindow().toString());
        json.put("eventsRetention", settings.kafka().eventsRetention().toString());
        json.put("longestWait", settings.delivery().longestWait().toString());
        json.put("disableAfter", settings.delivery().disableAfter().toString());
        json.put("zone", settings.accounts().zone().getId());
        json.put("maxEventBytes", settings.limits().eventBytes());
        json.put("standalone", settings.standalone());
    }
}
