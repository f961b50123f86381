package dev.signalbox.standalone.rulefile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.rule.RuleCheck;
import dev.signalbox.contract.account.Names;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.json.JsonFault;
import dev.signalbox.contract.rule.Bus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads rules from files, and all of them before any is used. A folder holds a folder for each bus
/// and in it a JSON file for each rule, which gives the rule its name; files beside the folders
/// belong to the bus `default`. A file may also hold an array of rules, or a document `{"buses":
/// [names], "rules": [...]}` as export writes it, whose rules say `name` and `bus` themselves.
/// Hidden files and files that are not JSON are passed over.
public final class RuleFiles {
    private static final String JSON = ".json";

    private final Map<String, String> environment;
    private final SortedSet<String> buses = new TreeSet<>();
    private final Map<String, WrittenRule> rules = new TreeMap<>();
    private final Map<String, String> origins = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    /// The rules of all files.
    ///
    /// @param buses all that are named, be it by a folder without rules
    /// @param rules by bus and name
    public record Read(SortedSet<String> buses, List<WrittenRule> rules) {
        /// Copies the rules.
        public Read {
            rules = List.copyOf(rules);
        }
    }

    private RuleFiles(Map<String, String> environment) {
        this.environment = environment;
    }

    /// Reads a folder, a file, or `-` for standard input.
    ///
    /// @param environment what `${env:NAME}` refers to
    /// @throws InvalidRuleFiles with all that is wrong
    public static Read read(String place, InputStream in, Map<String, String> environment)
            throws InvalidRuleFiles, IOException {
        var files = new RuleFiles(environment);
        Path path = Path.of(place);
        if (place.equals("-")) {
            files.text("standard input", in.readAllBytes(), null, null);
        } else if (Files.isDirectory(path)) {
            files.folder(path);
        } else if (Files.exists(path)) {
            files.file(path, null);
        } else {
            throw new InvalidRuleFiles(List.of("there is no file or folder " + place));
        }
        if (files.problems.isEmpty() && files.buses.isEmpty()) {
            files.problems.add(place + " holds no rules");
        }
        if (!files.problems.isEmpty()) {
            throw new InvalidRuleFiles(files.problems);
        }
        return new Read(files.buses, List.copyOf(files.rules.values()));
    }

    private void folder(Path folder) throws IOException {
        for (Path entry : entries(folder)) {
            if (!Files.isDirectory(entry)) {
                file(entry, null);
                continue;
            }
            String bus = entry.getFileName().toString();
            if (!Names.isBus(bus)) {
                problems.add(entry + ": no bus can be called '" + bus + "'");
                continue;
            }
            buses.add(bus);
            for (Path rule : entries(entry)) {
                if (Files.isDirectory(rule)) {
                    problems.add(rule + ": a bus's folder holds files only");
                } else {
                    file(rule, bus);
                }
            }
        }
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !entry.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    /// Takes out how targets fare, which is shown with a rule and is no part of it.
    static void dropHealth(JsonNode rule) {
        for (JsonNode target : rule.path("targets")) {
            if (target instanceof ObjectNode object) {
                object.remove("health");
            }
        }
    }

    /// @param bus that the folder names; null for none
    private void file(Path file, @Nullable String bus) throws IOException {
        String name = file.getFileName().toString();
        if (name.endsWith(JSON)) {
            String rule = name.substring(0, name.length() - JSON.length());
            text(file.toString(), Files.readAllBytes(file), bus, rule);
        } else if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            problems.add(file + ": rules are written in JSON, not in YAML");
        }
    }

    private void text(String origin, byte[] text, @Nullable String bus, @Nullable String name) {
        JsonNode json;
        try {
            json = Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            problems.add("%s: is not JSON: %s".formatted(origin, JsonFault.of(e)));
            return;
        } catch (IOException e) {
            problems.add(origin + ": is not JSON in UTF-8");
            return;
        }
        if (json.isObject() && !json.has("rules") && !json.has("buses")) {
            rule(origin, json, bus, name);
            return;
        }
        if (json.isObject()) {
            document(origin, (ObjectNode) json, bus);
        }
        JsonNode list = json.isArray() ? json : json.path("rules");
        if ((!list.isArray() && !list.isMissingNode()) || json.isValueNode()) {
            problems.add(origin + ": must hold a rule, or an array of rules");
        }
        for (int i = 0; list.isArray() && i < list.size(); i++) {
            rule("%s: rules[%d]".formatted(origin, i), list.get(i), bus, null);
        }
    }

    private void document(String origin, ObjectNode json, @Nullable String bus) {
        json.fieldNames()
                .forEachRemaining(field -> {
                    if (!field.equals("buses") && !field.equals("rules")) {
                        problems.add(
                                "%s: %s: a document has buses and rules only"
                                        .formatted(origin, field));
                    }
                });
        JsonNode names = json.path("buses");
        for (JsonNode name : names) {
            if (!name.isTextual() || !Names.isBus(name.textValue())) {
                problems.add("%s: buses: %s is no name of a bus".formatted(origin, name));
            } else if (bus != null && !bus.equals(name.textValue())) {
                problems.add("%s: buses: lies in the folder of '%s'".formatted(origin, bus));
            } else {
                buses.add(name.textValue());
            }
        }
        if (!names.isMissingNode() && !names.isArray()) {
            problems.add(origin + ": buses: must be an array of names");
        }
    }

    private void rule(
            String origin, JsonNode json, @Nullable String folder, @Nullable String file) {
        if (!(json instanceof ObjectNode rule)) {
            problems.add(origin + ": must be a JSON object, a rule");
            return;
        }
        String bus = rule.path("bus").asText(folder == null ? Bus.DEFAULT : folder);
        String name = rule.path("name").asText(file == null ? "" : file);
        rule.remove(List.of("bus", "revision"));
        dropHealth(rule);
        rule.put("name", name);
        int before = problems.size();
        if (!Names.isBus(bus)) {
            problems.add("%s: bus: no bus can be called '%s'".formatted(origin, bus));
        } else if (folder != null && !folder.equals(bus)) {
            problems.add("%s: bus: lies in the folder of '%s'".formatted(origin, folder));
        }
        if (!Names.isRule(name)) {
            problems.add(
                    name.isEmpty()
                            ? origin + ": name: is missing"
                            : "%s: name: no rule can be called '%s'".formatted(origin, name));
        } else if (file != null && !file.equals(name)) {
            problems.add(
                    "%s: name: is '%s', and the file's name says '%s'"
                            .formatted(origin, name, file));
        }
        EnvironmentReferences.resolve(rule, environment)
                .forEach(problem -> problems.add(origin + ": " + problem));
        String wrong = problems.size() > before ? null : RuleCheck.problem(rule, name);
        if (wrong != null) {
            problems.add(origin + ": " + wrong);
        }
        var written = new WrittenRule(bus, name, rule);
        String other = origins.putIfAbsent(written.label(), origin);
        if (other != null) {
            problems.add("%s: %s is in %s too".formatted(origin, written.label(), other));
        }
        buses.add(bus);
        rules.put(written.label(), written);
    }
}
