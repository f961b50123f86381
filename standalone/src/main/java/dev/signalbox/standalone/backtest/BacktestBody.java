package dev.signalbox.standalone.backtest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.account.Names;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.json.JsonFault;
import dev.signalbox.contract.rule.Bus;
import dev.signalbox.standalone.rulefile.InvalidRuleFiles;
import dev.signalbox.standalone.rulefile.RuleFiles;
import dev.signalbox.standalone.rulefile.WrittenRule;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The body of a request for a backtest, made of what a person names: a file with a rule, with a
/// rule that has no targets, or with a pattern alone; or a stored rule.
public final class BacktestBody {
    private static final String JSON = ".json";
    private static final String STANDARD_INPUT = "-";

    private BacktestBody() {}

    /// Makes a body without a period.
    ///
    /// @param subject a file, `-` for standard input, or the name of a stored rule
    /// @param bus the bus; null for the one that the file names, or `default`
    /// @param environment what `${env:NAME}` in a rule's file refers to
    /// @throws InvalidRuleFiles with all that is wrong with the file
    public static ObjectNode of(
            String subject, @Nullable String bus, InputStream in, Map<String, String> environment)
            throws IOException, InvalidRuleFiles {
        ObjectNode body = Json.MAPPER.createObjectNode();
        Path file = Path.of(subject);
        if (!subject.equals(STANDARD_INPUT) && !Files.isRegularFile(file)) {
            if (!Names.isRule(subject)) {
                throw new InvalidRuleFiles(
                        List.of("there is no file " + subject + ", and no rule can be called so"));
            }
            body.put("rule", subject);
            return body.put("bus", bus == null ? Bus.DEFAULT : bus);
        }
        byte[] text = subject.equals(STANDARD_INPUT) ? in.readAllBytes() : Files.readAllBytes(file);
        JsonNode json = json(subject, text);
        if (json.has("targets")) {
            WrittenRule rule = rule(subject, json, environment);
            body.put("rule", rule.name());
            body.set("pattern", rule.json().path("pattern"));
            body.set("targets", rule.json().path("targets"));
            return body.put("bus", bus == null ? rule.bus() : bus);
        }
        JsonNode pattern = json.path("pattern");
        String name = json.path("name").asText(nameOf(subject));
        if (pattern.isObject() && Names.isRule(name)) {
            body.put("rule", name);
        }
        body.set("pattern", pattern.isObject() ? pattern : json);
        return body.put("bus", bus == null ? json.path("bus").asText(Bus.DEFAULT) : bus);
    }

    private static String nameOf(String subject) {
        String file = Path.of(subject).getFileName().toString();
        return file.endsWith(JSON) ? file.substring(0, file.length() - JSON.length()) : "";
    }

    private static JsonNode json(String subject, byte[] text) throws InvalidRuleFiles {
        try {
            JsonNode json = Json.MAPPER.readTree(text);
            if (!json.isObject()) {
                throw new InvalidRuleFiles(List.of(subject + ": must hold a rule or a pattern"));
            }
            return json;
        } catch (JsonProcessingException e) {
            throw new InvalidRuleFiles(List.of(subject + ": is not JSON: " + JsonFault.of(e)));
        } catch (IOException e) {
            throw new InvalidRuleFiles(List.of(subject + ": is not JSON in UTF-8"));
        }
    }

    private static WrittenRule rule(String subject, JsonNode json, Map<String, String> environment)
            throws IOException, InvalidRuleFiles {
        RuleFiles.Read read =
                subject.equals(STANDARD_INPUT)
                        ? RuleFiles.read(
                                subject,
                                new ByteArrayInputStream(Json.MAPPER.writeValueAsBytes(json)),
                                environment)
                        : RuleFiles.read(subject, InputStream.nullInputStream(), environment);
        if (read.rules().size() != 1) {
            throw new InvalidRuleFiles(
                    List.of(
                            "%s: holds %d rules, and must hold one"
                                    .formatted(subject, read.rules().size())));
        }
        return read.rules().getFirst();
    }
}
