package dev.signalbox.standalone.rulefile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.account.Names;
import dev.signalbox.standalone.client.ApiClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Reads and writes the rules of one account of a running Signalbox.
public final class RulesClient implements AutoCloseable {
    private final ApiClient api;
    private final String query;

    /// @param account the account of the rules; null for the one that the console takes its caller
    ///   for
    public RulesClient(ApiClient api, @Nullable String account) {
        this.api = api;
        query = account == null ? "" : "?account=" + account;
    }

    /// The names of all buses.
    ///
    /// @throws IOException also when a bus in the server's answer has a name that is not allowed
    List<String> buses() throws IOException, InterruptedException {
        var names = new ArrayList<String>();
        for (JsonNode bus : read("/api/buses").path("buses")) {
            names.add(name(bus, Names::isBus, "bus"));
        }
        return names;
    }

    /// How much the account may have, by the quotas' names.
    JsonNode quotas() throws IOException, InterruptedException {
        return read("/api/quotas");
    }

    /// The rules of a bus by name, masked, without what is wrong with their targets just now.
    ///
    /// @throws IOException also when a rule in the server's answer has a name that is not allowed
    SortedMap<String, ObjectNode> rules(String bus) throws IOException, InterruptedException {
        var rules = new TreeMap<String, ObjectNode>();
        for (JsonNode rule : read(path(bus) + "/rules").path("rules")) {
            RuleFiles.dropHealth(rule);
            rules.put(name(rule, Names::isRule, "rule"), (ObjectNode) rule);
        }
        return rules;
    }

    /// Checks a name before it becomes part of a path, of a file or of a call: `../x` would lead
    /// out of the folder.
    private static String name(JsonNode named, Predicate<String> allowed, String what)
            throws IOException {
        String name = named.path("name").asText();
        if (!allowed.test(name)) {
            throw new IOException(
                    "the server names a %s '%s', and none can be called so; is it a Signalbox?"
                            .formatted(what, name.replaceAll("\\p{Cntrl}", "?")));
        }
        return name;
    }

    /// Creates a bus.
    ///
    /// @param dryRun whether only to ask what would come of it
    ApiClient.Answer createBus(String bus, boolean dryRun)
            throws IOException, InterruptedException {
        return api.put(path(bus) + query(dryRun), "{}");
    }

    /// Creates a rule, or replaces the one that was read; refused with 412 when there is another.
    ///
    /// @param dryRun whether only to ask what would come of it
    ApiClient.Answer put(WrittenRule rule, @Nullable ObjectNode read, boolean dryRun)
            throws IOException, InterruptedException {
        String path = path(rule.bus()) + "/rules/" + rule.name() + query(dryRun);
        return read == null
                ? api.put(path, rule.json().toString(), "If-None-Match", "*")
                : api.put(path, rule.json().toString(), "If-Match", revision(read));
    }

    /// Deletes the rule that was read; refused with 412 when it has changed.
    ApiClient.Answer delete(String bus, String name, ObjectNode read)
            throws IOException, InterruptedException {
        return api.delete(path(bus) + "/rules/" + name + query, "If-Match", revision(read));
    }

    private static String revision(ObjectNode rule) {
        return "\"" + rule.path("revision").asLong() + "\"";
    }

    private String query(boolean dryRun) {
        return dryRun ? (query.isEmpty() ? "?" : query + "&") + "dryRun=true" : query;
    }

    private static String path(String bus) {
        return "/api/buses/" + bus;
    }

    private JsonNode read(String path) throws IOException, InterruptedException {
        ApiClient.Answer answer = api.get(path + query);
        if (!answer.ok()) {
            throw new IOException(answer.message());
        }
        return answer.json();
    }

    @Override
    public void close() {
        api.close();
    }
}
