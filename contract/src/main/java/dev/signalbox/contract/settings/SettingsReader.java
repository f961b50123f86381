package dev.signalbox.contract.settings;

import dev.signalbox.contract.account.Quota;
import dev.signalbox.contract.kafka.ClientProperties;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The reader of settings' values. It gathers their problems, so that a person sees all at once.
final class SettingsReader {
    private final Map<String, String> environment;
    private final boolean standalone;
    private final Map<Setting, String> problems = new EnumMap<>(Setting.class);
    private final List<String> kafkaProblems = new ArrayList<>();

    SettingsReader(Map<String, String> environment, boolean standalone) {
        this.environment = environment;
        this.standalone = standalone;
    }

    /// The text of a setting; its default where it is not given, which is empty for none.
    String text(Setting setting) {
        String given = environment.get(setting.variable());
        if (given != null && given.indexOf('\uFFFD') >= 0) {
            problems.put(setting, "is not UTF-8, or the locale is not: LC_ALL=C.UTF-8 makes it so");
            given = null;
        }
        return given == null || given.isBlank() ? setting.defaultValue(standalone) : given.strip();
    }

    /// Whether the environment has a setting.
    boolean isGiven(Setting setting) {
        String given = environment.get(setting.variable());
        return given != null && !given.isBlank();
    }

    /// The value of a setting.
    ///
    /// @param parser throws when the text has no meaning
    <T> T read(Setting setting, Function<String, T> parser) {
        try {
            return parser.apply(text(setting));
        } catch (IllegalArgumentException | DateTimeException e) {
            problems.put(setting, e.getMessage());
            return parser.apply(setting.defaultValue(standalone));
        }
    }

    /// The value of a setting; null where it is not given.
    <T> @Nullable T optional(Setting setting, Function<String, T> parser) {
        String text = text(setting);
        try {
            return text.isEmpty() ? null : parser.apply(text);
        } catch (IllegalArgumentException e) {
            problems.put(setting, e.getMessage());
            return null;
        }
    }

    /// Takes down a problem.
    void problem(Setting setting, String problem) {
        problems.put(setting, problem);
    }

    /// A key of two halves; null where neither is given.
    @Nullable Credentials key(Setting id, Setting secret) {
        if (text(id).isEmpty() && text(secret).isEmpty()) {
            return null;
        }
        if (text(id).isEmpty() || text(secret).isEmpty()) {
            Setting missing = text(id).isEmpty() ? id : secret;
            problems.put(missing, "is missing, the other half of the key is set");
        }
        return new Credentials(text(id), text(secret));
    }

    /// A file that is of use only together with another; null where neither is given.
    @Nullable Path file(Setting setting, Setting other) {
        if (text(setting).isEmpty() && !text(other).isEmpty()) {
            problems.put(setting, "is missing, while %s is set".formatted(other.variable()));
        }
        return optional(setting, Path::of);
    }

    /// A whole number within a range.
    int number(Setting setting, int least, int most) {
        return read(
                setting,
                text -> {
                    try {
                        int number = Integer.parseInt(text);
                        if (number >= least && number <= most) {
                            return number;
                        }
                    } catch (NumberFormatException e) {
                        // reported below, with the range
                    }
                    throw new IllegalArgumentException(
                            "'%s' is not a whole number from %d to %d"
                                    .formatted(text, least, most));
                });
    }

    /// A quota of all accounts.
    int quota(Setting setting, Quota quota) {
        return number(setting, 0, quota.most());
    }

    /// Kafka's own properties.
    ClientProperties clientProperties() {
        return ClientProperties.read(
                UnknownVariables.ofKafka(environment),
                optional(Setting.KAFKA_CONFIG, Path::of),
                Setting.KAFKA_CONFIG.variable(),
                kafkaProblems);
    }

    /// The parts of a list with commas.
    static List<String> parts(String text) {
        return text.isBlank()
                ? List.of()
                : Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    }

    /// Ends the reading, once all settings were read.
    ///
    /// @throws InvalidSettings with all problems, in the order of the settings, and then the
    ///   variables that no setting has
    void finish() {
        var all = new ArrayList<String>();
        problems.forEach((setting, problem) -> all.add(setting.variable() + ": " + problem));
        all.addAll(kafkaProblems);
        all.addAll(UnknownVariables.problems(environment));
        if (!all.isEmpty()) {
            throw new InvalidSettings(all);
        }
    }
}
