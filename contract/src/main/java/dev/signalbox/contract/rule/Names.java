package dev.signalbox.contract.rule;

import java.util.regex.Pattern;

/// Which names accounts, buses, rules and targets may have; none may hold a slash, which parts them
/// in keys. Source: EventBridge, "Limits": at most 127 letters, digits and hyphens, the first a
/// letter or digit; PAI's own buses (`pai-system-<workspace>`) carry workspace names, which may
/// hold underscores.
public final class Names {
    private static final Pattern ACCOUNT = Pattern.compile("[0-9A-Za-z_-]{1,64}");
    private static final Pattern BUS = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,126}");
    private static final Pattern RULE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,126}");

    /// What no name of one's own may begin with. Source: EventBridge, "Limits".
    public static final String RESERVED = "eventbridge-reserved-";

    private Names() {}

    /// Whether an account may be called so: 1 to 64 letters, digits, hyphens and underscores.
    public static boolean isAccount(String name) {
        return ACCOUNT.matcher(name).matches();
    }

    /// Whether a bus may be called so.
    public static boolean isBus(String name) {
        return BUS.matcher(name).matches();
    }

    /// Whether a rule or a target may be called so.
    public static boolean isRule(String name) {
        return RULE.matcher(name).matches();
    }
}
