package dev.signalbox.console.rule;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.console.target.TargetUrl;
import dev.signalbox.web.ApiException;
import org.jspecify.annotations.Nullable;

/// What the console would say of a rule, for the command line: it checks all its files before it
/// sends the first.
public final class RuleCheck {
    /// What stands for a secret wherever rules are read.
    public static final String MASK = TargetUrl.MASK;

    private RuleCheck() {}

    /// All that is wrong with a rule as it is written, whatever is stored; null when nothing is.
    ///
    /// @param name what it will be called
    public static @Nullable String problem(JsonNode rule, String name) {
        try {
            RuleInput.read(rule, name);
            return null;
        } catch (ApiException e) {
            return e.message();
        }
    }

    /// The URL of a target as it is read back: without its tokens.
    public static String maskedUrl(String url) {
        return TargetUrl.masked(url);
    }
}
