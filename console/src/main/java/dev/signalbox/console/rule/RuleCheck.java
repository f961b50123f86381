package dev.signalbox.console.rule;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.target.TargetUrl;
import org.jspecify.annotations.Nullable;

/// The check of a rule before it is sent, for the command line, which checks all its files first.
public final class RuleCheck {
    /// The mask shown instead of a secret.
    public static final String MASK = TargetUrl.MASK;

    private RuleCheck() {}

    /// Returns all that is wrong with a rule as it is written, whatever is stored; null when
    /// nothing is.
    ///
    /// @param name the rule's name
    public static @Nullable String problem(JsonNode rule, String name) {
        try {
            RuleInput.read(rule, name);
            return null;
        } catch (ApiException e) {
            return e.message();
        }
    }

    /// The URL of a target as it is read back, with its tokens masked.
    public static String maskedUrl(String url) {
        return TargetUrl.masked(url);
    }
}
