package dev.signalbox.standalone.rulefile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Puts environment variables in the place of `${env:NAME}` in the targets of a rule, so that its
/// file needs to hold no secret. A transform is left alone: it has variables of its own.
final class EnvironmentReferences {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{env:([^}]*)}?");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    private EnvironmentReferences(Map<String, String> environment) {
        this.environment = environment;
    }

    /// Resolves the references in a rule.
    ///
    /// @return what is wrong with them
    static List<String> resolve(ObjectNode rule, Map<String, String> environment) {
        var references = new EnvironmentReferences(environment);
        JsonNode targets = rule.path("targets");
        for (int i = 0; i < targets.size(); i++) {
            if (targets.get(i) instanceof ObjectNode target) {
                for (String field : target.propertyStream().map(Map.Entry::getKey).toList()) {
                    if (!field.equals("transform")) {
                        String path = "targets[%d].%s".formatted(i, field);
                        target.set(field, references.resolved(path, target.get(field)));
                    }
                }
            }
        }
        return references.problems;
    }

    private JsonNode resolved(String path, JsonNode value) {
        if (value instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, resolved(path + "[" + i + "]", array.get(i)));
            }
            return array;
        }
        if (value instanceof ObjectNode object) {
            for (String name : object.propertyStream().map(Map.Entry::getKey).toList()) {
                object.set(name, resolved(path + "." + name, object.get(name)));
            }
            return object;
        }
        return value.isTextual() ? TextNode.valueOf(resolved(path, value.textValue())) : value;
    }

    private String resolved(String path, String text) {
        return REFERENCE
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(value(path, found.group(1))));
    }

    private String value(String path, String name) {
        String value = environment.get(name);
        if (!NAME.matcher(name).matches()) {
            problems.add(path + ": a reference reads ${env:NAME}");
        } else if (value == null || value.isEmpty()) {
            problems.add("%s: the environment variable %s is not set".formatted(path, name));
        } else if (value.indexOf('\uFFFD') >= 0) {
            problems.add(
                    "%s: the environment variable %s is not UTF-8, or the locale is not"
                            .formatted(path, name));
        }
        return value == null ? "" : value;
    }
}
