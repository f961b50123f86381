package dev.signalbox.contract.settings;

import dev.signalbox.contract.account.Quota;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads values of settings and gathers what is wrong with them, so that a person sees all problems
/// at once.
final class SettingsReader {
    private final Map<String, String> environment;
    private final boolean standalone;
    private final List<String> problems = new ArrayList<>();

    SettingsReader(Map<String, String> environment, boolean standalone) {
        this.environment = environment;
        this.standalone = standalone;
    }

    /// What a setting says; its default where it is not given, which is empty for none.
    String text(Setting setting) {
        String given = environment.get(setting.variable());
        return given == null || given.isBlank() ? setting.defaultValue(standalone) : given.strip();
    }

    /// What a setting means.
    ///
    /// @param parser throws where it means nothing
    <T> T read(Setting setting, Function<String, T> parser) {
        try {
            return parser.apply(text(setting));
        } catch (IllegalArgumentException | DateTimeException e) {
            problems.add(setting.variable() + ": " + e.getMessage());
            return parser.apply(setting.defaultValue(standalone));
        }
    }

    /// What a setting means; null where it is not given.
    <T> @Nullable T optional(Setting setting, Function<String, T> parser) {
        String text = text(setting);
        try {
            return text.isEmpty() ? null : parser.apply(text);
        } catch (IllegalArgumentException e) {
            problems.add(setting.variable() + ": " + e.getMessage());
            return null;
        }
    }

    /// A key of two halves; null where neither is given.
    @Nullable Credentials key(Setting id, Setting secret) {
        if (text(id).isEmpty() && text(secret).isEmpty()) {
            return null;
        }
        if (text(id).isEmpty() || text(secret).isEmpty()) {
            Setting missing = text(id).isEmpty() ? id : secret;
            problems.add(missing.variable() + ": is missing, the other half of the key is set");
        }
        return new Credentials(text(id), text(secret));
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
                        // told below, with the range
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

    /// Gathers variables that no setting has.
    void reportUnknown() {
        problems.addAll(UnknownVariables.problems(environment));
    }

    /// Ends the reading.
    ///
    /// @throws InvalidSettings with all that is wrong
    void failIfAnything() {
        if (!problems.isEmpty()) {
            throw new InvalidSettings(problems);
        }
    }
}
