package dev.signalbox.contract.kafka;

import dev.signalbox.contract.file.IoFault;
import dev.signalbox.contract.pattern.Nearest;
import java.io.CharArrayReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/// Kafka's own properties, such as `security.protocol`, that an operator sets for all Kafka clients
/// of Signalbox: in a file, and by variables such as `SIGNALBOX_KAFKA_SECURITY_PROTOCOL`, which
/// win. Those that Signalbox's promises rest on cannot be set.
///
/// Values may be secrets: no message and no text form shows one.
///
/// @param values by the names of properties
public record ClientProperties(Map<String, String> values) {
    /// The beginning of a variable that sets a property.
    public static final String PREFIX = "SIGNALBOX_KAFKA_";

    private static final String PROVIDERS = "config.providers";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9.]{0,80}");
    private static final List<ConfigDef> CLIENTS =
            List.of(
                    AdminClientConfig.configDef(),
                    ProducerConfig.configDef(),
                    ConsumerConfig.configDef());

    /// Copies the values.
    public ClientProperties {
        values = Map.copyOf(values);
    }

    /// Reads them.
    ///
    /// @param variables whose names begin with [#PREFIX]; an empty one is not given
    /// @param file of properties; null for none
    /// @param fileVariable the variable that names the file
    /// @param problems takes a sentence for each problem, which begins with its variable
    public static ClientProperties read(
            Map<String, String> variables,
            @Nullable Path file,
            String fileVariable,
            List<String> problems) {
        var values = new HashMap<String, String>();
        var places = new TreeMap<String, String>();
        if (file != null) {
            String place = fileVariable + ": " + file;
            try {
                load(file)
                        .forEach((name, value) -> {
                            values.put(name.toString(), value.toString());
                            places.put(name.toString(), place);
                        });
            } catch (IllegalArgumentException e) {
                problems.add(place + " has a \\u that four hexadecimal digits do not follow");
            } catch (CharacterCodingException e) {
                problems.add(place + " is not UTF-8");
            } catch (IOException e) {
                problems.add(place + " " + IoFault.ofReading(e));
            }
        }
        variables.forEach((variable, value) -> {
            String name =
                    variable.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.');
            if (!value.isBlank()) {
                values.put(name, value.strip());
                places.put(name, variable);
            }
        });
        boolean filledIn = values.containsKey(PROVIDERS);
        places.forEach((name, place) -> {
            String problem = problem(name, values.getOrDefault(name, ""), filledIn);
            if (problem != null) {
                problems.add(place + ": " + problem);
            }
        });
        return new ClientProperties(values);
    }

    private static Properties load(Path file) throws IOException {
        var properties = new Properties();
        try (Reader text = new CharArrayReader(Files.readString(file).toCharArray())) {
            properties.load(text);
        }
        return properties;
    }

    private static @Nullable String problem(String name, String value, boolean filledIn) {
        String reserved = ReservedProperties.reason(name);
        if (reserved != null) {
            return "%s cannot be set: %s".formatted(name, reserved);
        }
        if (name.equals(PROVIDERS) || name.startsWith(PROVIDERS + ".")) {
            return null;
        }
        ConfigDef definition = null;
        for (ConfigDef client : CLIENTS) {
            definition = client.names().contains(name) ? client : definition;
        }
        if (definition == null) {
            return unknown(name);
        }
        return filledIn && value.contains("${") ? null : wrong(definition, name, value);
    }

    private static String unknown(String name) {
        if (!NAME.matcher(name).matches()) {
            // It may be a line of a key.
            return "holds a name that no property has";
        }
        var known = new TreeSet<String>();
        CLIENTS.forEach(client -> known.addAll(client.names()));
        String meant = Nearest.to(name, known);
        return "Kafka's clients have no property %s%s"
                .formatted(name, meant == null ? "" : "; is " + meant + " meant?");
    }

    private static @Nullable String wrong(ConfigDef definition, String name, String value) {
        ConfigDef.ConfigKey key = definition.configKeys().get(name);
        if (key == null) {
            return null;
        }
        try {
            Object parsed = ConfigDef.parseType(name, value, key.type);
            if (key.validator != null) {
                key.validator.ensureValid(name, parsed);
            }
            return null;
        } catch (ConfigException e) {
            return "%s must be %s".formatted(name, expected(key));
        }
    }

    private static String expected(ConfigDef.ConfigKey key) {
        String range = key.validator == null ? "" : ": " + key.validator;
        return switch (key.type) {
            case BOOLEAN -> "true or false";
            case SHORT, INT, LONG -> "a whole number" + range;
            case DOUBLE -> "a number" + range;
            case CLASS -> "a class on the class path";
            case LIST -> "a list with commas" + range;
            case STRING, PASSWORD -> "a text that Kafka knows" + range;
        };
    }

    /// Those that a kind of client has.
    ///
    /// @param known the names of all its properties
    public Map<String, String> of(Set<String> known) {
        var some = new HashMap<String, String>();
        values.forEach((name, value) -> {
            if (known.contains(name) || name.startsWith(PROVIDERS)) {
                some.put(name, value);
            }
        });
        return some;
    }

    /// Their names, in order.
    public Set<String> names() {
        return new TreeSet<>(values.keySet());
    }

    /// The names, without the values.
    @Override
    public String toString() {
        return names().toString();
    }
}
