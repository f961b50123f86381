package dev.signalbox.standalone.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.settings.TlsFiles;
import dev.signalbox.standalone.client.ApiClient;
import dev.signalbox.standalone.client.Metrics;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The state of one process: the rooms in it, whether they are ready, and what they have counted
/// since it was started. Anyone may read health and metrics, so it needs no key.
///
/// @param url where it is
/// @param version of Signalbox; empty where it does not answer or is older than its metric
/// @param rooms that run in it
/// @param fault why it is not ready, in words; empty when it is
/// @param metrics what it counts
public record ProcessStatus(
        URI url, String version, List<String> rooms, String fault, Metrics metrics) {
    private static final List<String> ROOMS = List.of("ingest", "router", "notifier", "console");
    private static final Pattern VERSION =
            Pattern.compile("^signalbox_build_info\\{version=\"([^\"]*)\"", Pattern.MULTILINE);

    public ProcessStatus {
        rooms = List.copyOf(rooms);
    }

    /// Asks a process.
    ///
    /// @param tls the files of its certificate, where this machine has them
    public static ProcessStatus of(URI url, @Nullable TlsFiles tls) throws InterruptedException {
        try (var api = new ApiClient(url, null, tls)) {
            ApiClient.Answer ready = api.get("/health/ready");
            String text = api.get("/metrics").body();
            Matcher version = VERSION.matcher(text);
            Metrics metrics = Metrics.parse(text);
            List<String> rooms = ROOMS.stream().filter(room -> runs(room, metrics)).toList();
            if (rooms.isEmpty()) {
                return silent(url, "what answers there is no Signalbox");
            }
            return new ProcessStatus(
                    url,
                    version.find() ? version.group(1) : "",
                    rooms,
                    ready.ok() ? "" : ready.message(),
                    metrics);
        } catch (IOException | NumberFormatException e) {
            return silent(url, String.valueOf(e.getMessage()));
        }
    }

    private static ProcessStatus silent(URI url, String fault) {
        return new ProcessStatus(url, "", List.of(), fault, new Metrics(Map.of()));
    }

    private static boolean runs(String room, Metrics metrics) {
        return metrics.sums().keySet().stream()
                .anyMatch(name -> name.startsWith("signalbox_" + room + "_"));
    }

    /// Whether it answers and is ready.
    public boolean isReady() {
        return fault.isEmpty();
    }

    /// The same in lines for people.
    public String words() {
        var text = new StringBuilder(url.toString()).append("  ");
        if (rooms.isEmpty()) {
            return text.append("NOT THERE: ").append(fault).append('\n').toString();
        }
        text.append("Signalbox").append(version.isEmpty() ? "" : " " + version).append(": ");
        text.append(listed(rooms)).append(isReady() ? ", ready" : ", NOT READY: " + fault);
        text.append('\n');
        for (var line : lines().entrySet()) {
            text.append("  %-11s %s%n".formatted(line.getKey(), line.getValue()));
        }
        return text.toString();
    }

    private static String listed(List<String> rooms) {
        int last = rooms.size() - 1;
        return last == 0
                ? rooms.getFirst()
                : String.join(", ", rooms.subList(0, last)) + " and " + rooms.get(last);
    }

    private Map<String, String> lines() {
        var lines = new LinkedHashMap<String, String>();
        if (rooms.contains("ingest")) {
            lines.put(
                    "events",
                    "%,d received = %,d accepted + %,d rejected + %,d refused"
                            .formatted(
                                    sum("ingest_received_total"),
                                    sum("ingest_accepted_total"),
                                    sum("ingest_rejected_total"),
                                    sum("ingest_refused_total")));
        }
        if (rooms.contains("router")) {
            lines.put(
                    "routing",
                    "%,d duplicates, %,d routed; %,d deliveries matched"
                            .formatted(
                                    sum("router_duplicates_total"),
                                    sum("router_routed_total"),
                                    sum("router_matched_total")));
        }
        if (rooms.contains("notifier")) {
            lines.put(
                    "deliveries",
                    "%,d delivered, %,d merged, %,d dead, %,d in flight, %,d waiting"
                            .formatted(
                                    sum("notifier_delivered_total"),
                                    sum("notifier_merged_total"),
                                    sum("notifier_dead_total"),
                                    sum("notifier_in_flight"),
                                    sum("notifier_waiting")));
            lines.put(
                    "behind",
                    "%,d s, the age of the oldest event that was not attempted yet"
                            .formatted(sum("notifier_oldest_unattempted_seconds")));
            lines.put(
                    "targets",
                    "%,d failing or disabled%s"
                            .formatted(
                                    sum("notifier_unwell_targets"),
                                    sum("notifier_unwell_targets") == 0
                                            ? ""
                                            : "; GET /api/targets names them"));
        }
        var rules = new ArrayList<String>();
        if (rooms.contains("console")) {
            rules.add("%,d".formatted(sum("console_rules")));
        }
        rules.add("%,d that cannot be read".formatted(sum("rules_unreadable")));
        lines.put("rules", String.join(", ", rules));
        return lines;
    }

    private long sum(String name) {
        return metrics.sum("signalbox_" + name);
    }

    /// The same for programs; `metrics` has the sums of the counters over their labels.
    public ObjectNode json() {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("url", url.toString()).put("ready", isReady());
        if (!isReady()) {
            json.put("reason", fault);
        }
        json.put("version", version);
        ArrayNode names = json.putArray("rooms");
        rooms.forEach(names::add);
        ObjectNode counts = json.putObject("metrics");
        metrics.sums().keySet().stream()
                .filter(name -> name.startsWith("signalbox_") && !name.contains("_bucket"))
                .sorted()
                .forEach(name -> counts.put(name, metrics.sum(name)));
        return json;
    }
}
