package dev.signalbox.contract.rule;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The limits on headers that an HTTP target is sent beside Signalbox's own: a limited number of
/// ASCII lines, and none that the connection or Signalbox itself sets (RFC 9110, 5.1, 5.5 and
/// 7.6.1).
public final class HeaderRules {
    /// The most headers of one target.
    public static final int MOST = 10;

    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_VALUE = 2_048;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final Pattern VALUE =
            Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?");
    private static final Set<String> RESERVED =
            Set.of(
                    "connection",
                    "keep-alive",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade",
                    "http2-settings",
                    "host",
                    "expect",
                    "date",
                    "accept-encoding",
                    "user-agent");
    private static final Set<String> RESERVED_BEGINNINGS =
            Set.of("proxy-", "content-", "webhook-", "x-signalbox-", "x-eventbridge-");

    private HeaderRules() {}

    /// What is wrong with a header, without its value; null for nothing.
    public static @Nullable String problem(String name, String value) {
        if (name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
            return "is no name of a header: 1 to %d letters, digits and hyphens"
                    .formatted(LONGEST_NAME);
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (RESERVED.contains(lower) || RESERVED_BEGINNINGS.stream().anyMatch(lower::startsWith)) {
            return "is a header that the connection or Signalbox sets";
        }
        return value.length() > LONGEST_VALUE || !VALUE.matcher(value).matches()
                ? "must be one line of 1 to %,d ASCII characters without a space at either end"
                        .formatted(LONGEST_VALUE)
                : null;
    }
}
