package dev.signalbox.standalone.rulefile;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// `signalbox rules export`: writes all rules of an account as apply reads them, secrets masked: a
/// folder for each bus and a file for each rule, or one document on standard output.
public final class RulesExport {
    private static final List<String> FIELDS =
            List.of("name", "description", "enabled", "pattern", "targets");

    private final RulesClient client;
    private final PrintStream out;

    public RulesExport(RulesClient client, PrintStream out) {
        this.client = client;
        this.out = out;
    }

    /// One document, for pipes.
    public void toStandardOutput() throws IOException, InterruptedException {
        ObjectNode document = Json.MAPPER.createObjectNode();
        ArrayNode buses = document.putArray("buses");
        ArrayNode rules = document.putArray("rules");
        for (var bus : read().entrySet()) {
            buses.add(bus.getKey());
            for (ObjectNode rule : bus.getValue().values()) {
                ObjectNode one = rules.addObject();
                one.put("bus", bus.getKey());
                one.setAll(written(rule));
            }
        }
        out.println(document.toPrettyString());
    }

    /// Files in a folder, which is made when there is none.
    ///
    /// @param force whether the folder may hold something already; files of rules that are exported
    ///   are then replaced, others are left
    /// @throws IOException also when it holds something and may not
    public void to(Path folder, boolean force) throws IOException, InterruptedException {
        if (!force && Files.exists(folder)) {
            try (var entries = Files.list(folder)) {
                if (entries.findAny().isPresent()) {
                    throw new IOException(
                            folder + " is not empty; --force replaces the rules' files in it");
                }
            }
        }
        int count = 0;
        SortedMap<String, SortedMap<String, ObjectNode>> all = read();
        for (var bus : all.entrySet()) {
            Path busFolder = Files.createDirectories(folder.resolve(bus.getKey()));
            for (var rule : bus.getValue().entrySet()) {
                Files.writeString(
                        busFolder.resolve(rule.getKey() + ".json"),
                        written(rule.getValue()).toPrettyString() + "\n");
                count++;
            }
        }
        out.printf("%d rules on %d buses written to %s%n", count, all.size(), folder);
    }

    private SortedMap<String, SortedMap<String, ObjectNode>> read()
            throws IOException, InterruptedException {
        var all = new TreeMap<String, SortedMap<String, ObjectNode>>();
        for (String bus : client.buses()) {
            all.put(bus, client.rules(bus));
        }
        return all;
    }

    /// Without the revision: it changes with each change, and apply does not look at it.
    private static ObjectNode written(ObjectNode rule) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        FIELDS.forEach(field -> json.set(field, rule.path(field)));
        return json;
    }
}
